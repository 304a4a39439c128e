// CR-Match: Fan et al., "Revisiting consistency regularization for semi-supervised learning", 2021.
#pragma once

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/optim/schedule/constant.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/select/confident.hpp"
#include "tacit/ssl/source/student.hpp"
#include "tacit/ssl/target/harden.hpp"
#include "tacit/ssl/term/consistency.hpp"
#include "tacit/ssl/term/feature_distance.hpp"
#include "tacit/ssl/term/rotation_guess.hpp"
#include "tacit/ssl/term/supervised.hpp"

namespace tacit::inline TACIT_ABI {

struct crmatch_options {
  double threshold = 0.95;     ///< tau
  double weight = 1;           ///< lambda_u
  double distance_weight = 1;  ///< lambda_d
  double rotation_weight = 1;  ///< lambda_r
  index_t width = 128;         ///< of the embedding, a linear layer on the features
};

/// FixMatch + lambda_d mean_u [max p >= tau] max(0, cos(g(strong), stop g(weak))) + lambda_r mean_u CE(turns, r(weak
/// turned)): the embeddings of the two views shall differ although their classes agree, and a head guesses by how many
/// quarters the weak view was turned. Images only, and square ones.
constexpr auto crmatch(crmatch_options const& o = {}) {
  return method(joint, supervised(cross_entropy),
                consistency(student(weak), harden, confident{.threshold = o.threshold}, on(strong, cross_entropy),
                            times(o.weight, constant{1})),
                feature_distance(weak, strong, {.kind = projection, .outputs = o.width}, "unsup",
                                 times(o.distance_weight, constant{1})),
                rotation_guess(weak, times(o.rotation_weight, constant{1})));
}

}  // namespace tacit::inline TACIT_ABI
