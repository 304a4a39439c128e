// CoMatch: Li et al., "CoMatch: semi-supervised learning with contrastive graph regularization", 2021.
#pragma once

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/optim/schedule/constant.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/select/confident_target.hpp"
#include "tacit/ssl/source/aligned.hpp"
#include "tacit/ssl/source/remembered.hpp"
#include "tacit/ssl/source/student.hpp"
#include "tacit/ssl/target/smoothed.hpp"
#include "tacit/ssl/term/consistency.hpp"
#include "tacit/ssl/term/graph_contrast.hpp"
#include "tacit/ssl/term/supervised.hpp"

namespace tacit::inline TACIT_ABI {

struct comatch_options {
  double threshold = 0.95;       ///< tau
  double graph_threshold = 0.8;  ///< of the graph's edges
  double weight = 1;             ///< lambda_u
  double contrast_weight = 1;    ///< lambda_c
  double temperature = 0.2;      ///< T of all similarities
  double share = 0.9;            ///< alpha: of the prediction in its smoothed form
  index_t window = 32;           ///< batches over which the mean prediction is taken
  index_t batches = 5;           ///< that the memory holds
  index_t start = 6;             ///< the first step that is smoothed
  index_t width = 64;            ///< of the embedding
};

/// L = mean_l CE + lambda_u mean_u [max p >= tau] H(p, z(strong)) + lambda_c L_contrast: p is softmax z(weak), aligned
/// to uniform class shares and smoothed by the predictions of similar samples in a memory (source/remembered.hpp),
/// stopped; L_contrast draws embeddings of two strong views together where p is alike (term/graph_contrast.hpp).
constexpr auto comatch(comatch_options const& o = {}) {
  head const projector{.kind = projection, .outputs = o.width, .hidden = 1, .slope = 0.1};
  memory_options const memory{.share = o.share, .temperature = o.temperature, .batches = o.batches, .start = o.start};
  return method(
      joint, supervised(cross_entropy),
      consistency(remembered(aligned(student(weak), align(recent_mean{o.window}, uniform_shares{}, {.epsilon = 0})),
                             weak, projector, memory),
                  smoothed, confident_target{o.threshold}, on(strong, cross_entropy), times(o.weight, constant{1})),
      graph_contrast(strong, strong2, projector, o.graph_threshold, o.temperature, "unsup",
                     times(o.contrast_weight, constant{1})));
}

}  // namespace tacit::inline TACIT_ABI
