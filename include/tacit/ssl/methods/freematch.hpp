// FreeMatch: Wang et al., "FreeMatch: self-adaptive thresholding for semi-supervised learning", 2023.
#pragma once

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/optim/schedule/constant.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/select/self_adaptive_threshold.hpp"
#include "tacit/ssl/source/student.hpp"
#include "tacit/ssl/target/harden.hpp"
#include "tacit/ssl/term/consistency.hpp"
#include "tacit/ssl/term/fairness.hpp"
#include "tacit/ssl/term/supervised.hpp"

namespace tacit::inline TACIT_ABI {

struct freematch_options {
  double weight = 1;        ///< lambda_u
  double fairness = 0.01;   ///< lambda_f
  double momentum = 0.999;  ///< of the threshold's moving averages; for 2^20 steps
  double quantile = 0;      ///< above 0: the threshold follows this quantile of the confidence, not its mean
  double clip = 0;          ///< above 0: the threshold is at most this
};

/// L = mean_l CE + lambda_u mean_u [max p >= tau_c] CE(argmax p, z(strong)) + lambda_f L_fair, p = stop softmax
/// z(weak); tau_c = tau p~_c / max p~ from moving averages (select/self_adaptive_threshold.hpp, term/fairness.hpp).
constexpr auto freematch(freematch_options const& o = {}) {
  return method(joint, supervised(cross_entropy),
                consistency(student(weak), harden,
                            self_adaptive_threshold{.momentum = o.momentum, .quantile = o.quantile, .clip = o.clip},
                            on(strong, cross_entropy), times(o.weight, constant{1})),
                fairness(strong, times(o.fairness, constant{1})));
}

}  // namespace tacit::inline TACIT_ABI
