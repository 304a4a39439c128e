// Entropy minimisation: Grandvalet and Bengio, "Semi-supervised learning by entropy minimization", 2005.
#pragma once

#include "tacit/loss/entropy.hpp"
#include "tacit/optim/schedule/constant.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/term/regulariser.hpp"
#include "tacit/ssl/term/supervised.hpp"

namespace tacit::inline TACIT_ABI {

struct entropy_minimization_options {
  double weight = 0.06;  ///< lambda_e
};

/// L = mean_l CE(y, z) + lambda_e mean_u H(softmax z(weak)); gradient through p and log p.
constexpr auto entropy_minimization(entropy_minimization_options const& o = {}) {
  return method(separate, supervised(cross_entropy), regulariser(on(weak, entropy), times(o.weight, constant{1})));
}

}  // namespace tacit::inline TACIT_ABI
