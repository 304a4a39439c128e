// Virtual adversarial training: Miyato et al., "Virtual adversarial training: a regularization method for supervised
// and semi-supervised learning", 2018.
#pragma once

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/loss/entropy.hpp"
#include "tacit/optim/schedule/constant.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/term/named.hpp"
#include "tacit/ssl/term/regulariser.hpp"
#include "tacit/ssl/term/supervised.hpp"
#include "tacit/ssl/term/virtual_adversarial.hpp"

namespace tacit::inline TACIT_ABI {

struct vat_options {
  double epsilon = 8;         ///< length of the perturbation, in units of the network's input
  double xi = 0.1;            ///< length of the step by which curvature is felt
  int iterations = 1;         ///< of the power method
  double weight = 1;          ///< lambda
  double entropy_weight = 0;  ///< VAT+EntMin: 1
};

/// L = mean_l CE + lambda mean_u KL(p || softmax z(weak + r)) + lambda_e mean_u H(softmax z(weak)), with
/// p = stop softmax z(weak) and r the perturbation of length epsilon that changes p most (virtual_adversarial).
constexpr auto vat(vat_options const& o = {}) {
  return method(separate, supervised(cross_entropy),
                virtual_adversarial(weak, {.epsilon = o.epsilon, .xi = o.xi, .iterations = o.iterations},
                                    times(o.weight, constant{1})),
                named("entropy", regulariser(on(weak, entropy), times(o.entropy_weight, constant{1}))));
}

}  // namespace tacit::inline TACIT_ABI
