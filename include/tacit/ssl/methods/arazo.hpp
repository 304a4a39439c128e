// Soft pseudo-labels with mixup: Arazo et al., "Pseudo-labeling and confirmation bias in deep semi-supervised
// learning", 2020.
#pragma once

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/loss/entropy.hpp"
#include "tacit/loss/uniform_prior.hpp"
#include "tacit/optim/schedule/constant.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/source/soft_labels.hpp"
#include "tacit/ssl/target/as_is.hpp"
#include "tacit/ssl/term/mixed_supervision.hpp"
#include "tacit/ssl/term/named.hpp"
#include "tacit/ssl/term/regulariser.hpp"

namespace tacit::inline TACIT_ABI {

struct arazo_options {
  double prior = 0.8;    ///< lambda_A
  double entropy = 0.4;  ///< lambda_H
  double beta = 1;       ///< of mixup, one share a step
  double warmup = 10;    ///< epochs with the labelled rows alone
};

/// Rows R = [x; u], targets T = [one-hot y; the sample's soft label]: L = mean [a CE(z, T) + (1 - a) CE(z, T_pi)] +
/// lambda_A sum_c (1/C) log((1/C) / m_c) + lambda_H mean H(p), z the logits of a R + (1 - a) R_pi in one joint pass,
/// p = softmax z, m the mean of p over the rows. Soft labels are the network's own, from the epoch before
/// (source/soft_labels.hpp).
constexpr auto arazo(arazo_options const& o = {}) {
  constexpr auto rows = rows_of(mixed(labelled), mixed(weak));
  return method(
      joint,
      mixed_supervision(mix_pool(soft_labels(clean), as_is, rows_of(weak), {.beta = o.beta}), cross_entropy, o.warmup),
      named("prior", regulariser(on(rows, uniform_prior), times(o.prior, from_epoch(o.warmup, constant{1})))),
      named("entropy", regulariser(on(rows, entropy), times(o.entropy, from_epoch(o.warmup, constant{1})))));
}

}  // namespace tacit::inline TACIT_ABI
