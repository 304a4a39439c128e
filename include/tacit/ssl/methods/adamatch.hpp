// AdaMatch: Berthelot et al., "AdaMatch: a unified approach to semi-supervised learning and domain adaptation", 2022.
#pragma once

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/optim/schedule/adamatch_rampup.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/select/relative_threshold.hpp"
#include "tacit/ssl/source/aligned.hpp"
#include "tacit/ssl/source/student.hpp"
#include "tacit/ssl/target/harden.hpp"
#include "tacit/ssl/term/consistency.hpp"
#include "tacit/ssl/term/supervised.hpp"
#include "tacit/ssl/two_forwards.hpp"

namespace tacit::inline TACIT_ABI {

struct adamatch_options {
  double factor = 0.9;      ///< kappa: threshold relative to the confidence on labelled rows
  double weight = 1;        ///< wu, reached in the middle of the run
  double momentum = 0.999;  ///< of the mean prediction on labelled rows
  index_t window = 128;     ///< batches over which the mean prediction on unlabelled rows is taken
};

/// L = [CE(z(labelled)) + CE(z(labelled_strong))] / 2 + mu(t) mean_u [max p^ >= c] CE(argmax p^, z(strong)). Labelled
/// logits are interpolated at random between a pass of their own and the joint one (two_forwards); p^ is softmax
/// z(weak) aligned to what is predicted on labelled rows, stopped; c = kappa mean max softmax z(labelled). The
/// unlabelled rows may come from another domain.
constexpr auto adamatch(adamatch_options const& o = {}) {
  return method(
      two_forwards, supervised(cross_entropy, rows_of(labelled, labelled_strong)),
      consistency(aligned(student(weak), align(window_mean{.length = o.window}, predicted_shares{o.momentum})), harden,
                  relative_threshold{o.factor}, on(strong, cross_entropy), times(o.weight, adamatch_rampup{})));
}

}  // namespace tacit::inline TACIT_ABI
