// ShrinkMatch: Yang et al., "Shrinking class space for enhanced certainty in semi-supervised learning", 2023.
#pragma once

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/optim/schedule/constant.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/select/confident_target.hpp"
#include "tacit/ssl/source/aligned.hpp"
#include "tacit/ssl/source/student.hpp"
#include "tacit/ssl/term/consistency.hpp"
#include "tacit/ssl/term/shrunk_consistency.hpp"
#include "tacit/ssl/term/supervised.hpp"

namespace tacit::inline TACIT_ABI {

struct shrinkmatch_options {
  double threshold = 0.95;   ///< tau
  double weight = 1;         ///< lambda_u
  double shrink_weight = 1;  ///< lambda_s
  double momentum = 0.999;   ///< of the share of certain rows; for 2^20 steps
  index_t window = 32;       ///< batches over which the mean prediction is taken
};

/// L = mean_l CE + lambda_u mean_u [max p >= tau] H(p, z(strong)) + lambda_s ratio L_shrink, p = softmax z(weak)
/// aligned to uniform class shares, stopped; L_shrink is a second classifier's loss on the uncertain rows, each among
/// so few classes that its first one is certain (term/shrunk_consistency.hpp).
constexpr auto shrinkmatch(shrinkmatch_options const& o = {}) {
  head const classifier{.kind = auxiliary, .hidden = 2, .narrower = 4, .slope = 0.1, .batch_norm = true};
  return method(
      joint, supervised(cross_entropy),
      consistency(aligned(student(weak), align(recent_mean{o.window}, uniform_shares{}, {.epsilon = 0})), as_is,
                  confident_target{o.threshold}, on(strong, cross_entropy), times(o.weight, constant{1})),
      shrunk_consistency(strong, classifier, o.threshold, o.momentum, o.shrink_weight, "unsup"));
}

}  // namespace tacit::inline TACIT_ABI
