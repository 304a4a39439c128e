// SimMatch: Zheng et al., "SimMatch: semi-supervised learning with similarity matching", 2022.
#pragma once

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/optim/schedule/constant.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/select/confident_target.hpp"
#include "tacit/ssl/source/reported.hpp"
#include "tacit/ssl/target/as_is.hpp"
#include "tacit/ssl/term/consistency.hpp"
#include "tacit/ssl/term/instance_consistency.hpp"
#include "tacit/ssl/term/supervised.hpp"

namespace tacit::inline TACIT_ABI {

struct simmatch_options {
  double threshold = 0.95;     ///< tau
  double weight = 1;           ///< lambda_u
  double instance_weight = 1;  ///< lambda_in
  double temperature = 0.1;    ///< T of the similarities
  double share = 0.9;          ///< alpha: of the prediction in its target
  index_t window = 32;         ///< batches over which the mean prediction is taken
  index_t start = -1;          ///< first step with the memory; negative: that after the first epoch, as in the paper
  index_t width = 128;         ///< of the embedding
};

/// L = mean_l CE + lambda_in L_instance + lambda_u mean_u [max p^ >= tau] H(p^, z(strong)). The teacher is the run's
/// average of weights. p^ is its prediction on the weak view, aligned to uniform class shares and mixed with the labels
/// of the samples that the view is alike to; L_instance compares the student's likeness to each labelled sample with
/// the teacher's (term/instance_consistency.hpp).
constexpr auto simmatch(simmatch_options const& o = {}) {
  head const projector{.kind = projection, .outputs = o.width, .hidden = 1};
  return method(
      joint, supervised(cross_entropy),
      instance_consistency(
          weak, strong, projector,
          align(window_mean{.length = o.window, .uniform_start = false}, uniform_shares{}, {.epsilon = 0}),
          {.temperature = o.temperature, .share = o.share, .start = o.start}, times(o.instance_weight, constant{1})),
      consistency(target_of("instance"), as_is, confident_target{o.threshold}, on(strong, cross_entropy),
                  times(o.weight, constant{1})));
}

}  // namespace tacit::inline TACIT_ABI
