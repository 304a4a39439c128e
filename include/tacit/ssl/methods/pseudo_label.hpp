// Pseudo-Label with a threshold: Lee, 2013, in the form of the FixMatch code family (one weak view, linear warm-up).
#pragma once

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/optim/schedule/linear_rampup.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/select/confident.hpp"
#include "tacit/ssl/source/student.hpp"
#include "tacit/ssl/target/harden.hpp"
#include "tacit/ssl/term/consistency.hpp"
#include "tacit/ssl/term/supervised.hpp"

namespace tacit::inline TACIT_ABI {

struct pseudo_label_options {
  double threshold = 0.95;  ///< tau
  double weight = 1;        ///< lambda_u
  double fraction = 0.4;    ///< of the run over which the weight rises linearly
};

/// L = mean_l CE + lambda_u clip01(t / (fraction K)) mean_u [max p >= tau] CE(argmax p, z(weak)); p = stop softmax
/// z(weak).
constexpr auto pseudo_label(pseudo_label_options const& o = {}) {
  return method(separate, supervised(cross_entropy),
                consistency(student(weak), harden, confident{.threshold = o.threshold}, on(weak, cross_entropy),
                            times(o.weight, linear_rampup{.fraction = o.fraction})));
}

}  // namespace tacit::inline TACIT_ABI
