// Domain-adversarial training: Ganin et al., "Domain-adversarial training of neural networks", 2016.
#pragma once

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/optim/schedule/reversal_rampup.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/term/domain_adversarial.hpp"
#include "tacit/ssl/term/supervised.hpp"

namespace tacit::inline TACIT_ABI {

struct dann_options {
  double strength = 1;  ///< of the reversal, at the end of its rise
  head by = {.kind = domain, .outputs = 2, .hidden = 1};
};

/// L = CE(z(source), y) + CE(domain(source), 0) + CE(domain(target), 1), with the gradient of the last two multiplied
/// by -lambda on its way from the domain head into the features; lambda = strength (2 / (1 + exp(-10 t / K)) - 1).
/// Labelled rows are the source, the pool is the target.
constexpr auto dann(dann_options const& o = {}) {
  return method(separate, supervised(cross_entropy),
                domain_adversarial(labelled, weak, o.by, times(o.strength, reversal_rampup{})));
}

}  // namespace tacit::inline TACIT_ABI
