// DebiasPL: Wang et al., "Debiased learning from naturally imbalanced pseudo-labels", 2022.
#pragma once

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/optim/schedule/constant.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/select/confident.hpp"
#include "tacit/ssl/source/debiased.hpp"
#include "tacit/ssl/source/student.hpp"
#include "tacit/ssl/target/harden.hpp"
#include "tacit/ssl/term/consistency.hpp"
#include "tacit/ssl/term/supervised.hpp"

namespace tacit::inline TACIT_ABI {

struct debiaspl_options {
  double threshold = 0.7;   ///< tau, of the debiased prediction
  double weight = 10;       ///< lambda_u
  double strength = 1;      ///< of the adjustment
  double momentum = 0.999;  ///< of the mean prediction
};

/// L = mean_l CE + lambda_u mean_u [max p >= tau] CE(argmax p, z(strong) + adj), p = stop softmax(z(weak) - adj), adj =
/// strength log(q^ + 1e-12), q^ the moving average of the mean prediction (source/debiased.hpp).
constexpr auto debiaspl(debiaspl_options const& o = {}) {
  return method(
      joint, supervised(cross_entropy),
      consistency(debiased(student(weak), o.strength, o.momentum), harden, confident{.threshold = o.threshold},
                  on(strong, cross_entropy), times(o.weight, constant{1})));
}

}  // namespace tacit::inline TACIT_ABI
