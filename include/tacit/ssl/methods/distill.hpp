// Knowledge distillation: Hinton et al., 2015; without labels as in SimCLR v2 (Chen et al., 2020).
#pragma once

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/loss/kl_divergence.hpp"
#include "tacit/optim/schedule/constant.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/source/another.hpp"
#include "tacit/ssl/target/logits_as_is.hpp"
#include "tacit/ssl/term/consistency.hpp"
#include "tacit/ssl/term/scaled.hpp"
#include "tacit/ssl/term/supervised.hpp"

namespace tacit::inline TACIT_ABI {

struct distill_options {
  double temperature = 4;  ///< T, of both models
  double alpha = 0.9;      ///< share of the teacher; 1: the labels are not used at all
};

/// L = (1 - alpha) mean_l CE + alpha T^2 mean KL(softmax(teacher / T) || softmax(z / T)), the second mean over labelled
/// and unlabelled rows alike (`rows_of(labelled)`: over the labelled ones alone, loss/distillation.hpp's form). The
/// gradient of the KL falls as 1 / T^2, which the factor makes up for. Teacher and student see the same rows.
template <class Model, std::size_t Count>
auto distill(Model const& teacher, distill_options const& o, view_list<Count> const& views) {
  return method(separate, supervised(scaled(1 - o.alpha, cross_entropy)),
                consistency(another(teacher)(views), logits_as_is, everything,
                            on(views, softmax_kl{.temperature = o.temperature, .target_temperature = o.temperature}),
                            times(o.alpha * o.temperature * o.temperature, constant{1})));
}
template <class Model>
auto distill(Model const& teacher, distill_options const& o = {}) {
  return distill(teacher, o, rows_of(labelled, weak));
}

}  // namespace tacit::inline TACIT_ABI
