// Temporal ensembling: Laine and Aila, "Temporal ensembling for semi-supervised learning", 2017.
#pragma once

#include "tacit/loss/mean_squared_error.hpp"
#include "tacit/optim/schedule/sigmoid_rampup.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/source/ensemble.hpp"
#include "tacit/ssl/term/consistency.hpp"
#include "tacit/ssl/term/supervised.hpp"

namespace tacit::inline TACIT_ABI {

struct temporal_ensembling_options {
  double weight = 30;     ///< w_max; the paper multiplies by labelled / all samples
  double length = 80;     ///< epochs of the sigmoid ramp-up
  double momentum = 0.6;  ///< alpha
};

/// L = mean_l CE + w(e) mean_{u,c} (softmax z(weak) - z~)^2 with z~ the sample's ensemble target (source/ensemble.hpp);
/// w(e) = w_max exp(-5 (1 - min(e/T, 1))^2) over epochs e, 0 in the first.
constexpr auto temporal_ensembling(temporal_ensembling_options const& o = {}) {
  return method(separate, supervised(cross_entropy),
                consistency(ensemble(weak, o.momentum), as_is, everything, on(weak, probability_mse),
                            times(o.weight, by_epoch(silent_first(sigmoid_rampup{.length = o.length})))));
}

}  // namespace tacit::inline TACIT_ABI
