// ICT: Verma et al., "Interpolation consistency training for semi-supervised learning", 2019.
#pragma once

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/loss/mean_squared_error.hpp"
#include "tacit/optim/schedule/sigmoid_rampup.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/source/mixed_teacher.hpp"
#include "tacit/ssl/term/consistency.hpp"
#include "tacit/ssl/term/mixed_supervised.hpp"

namespace tacit::inline TACIT_ABI {

struct ict_options {
  double weight = 100;    ///< w_max
  double length = 50000;  ///< steps of the sigmoid ramp-up (the paper: 100 epochs, a quarter of the run)
  double beta = 1;        ///< of both mixups (SVHN: 0.1)
  teacher_mix what = teacher_mix::probabilities;
};

/// L = mean_l [a CE(z, y) + (1 - a) CE(z, y')] + w(t) mean_{u,c} (softmax z(b u + (1 - b) u') - stop q)^2,
/// q = b p + (1 - b) p', p = softmax teacher(u): a prediction between two samples lies between their predictions. z are
/// the student's logits of mixed rows; a, b ~ Beta, one a step; w(t) = w_max exp(-5 (1 - min(t/T, 1))^2).
constexpr auto ict(ict_options const& o = {}) {
  return method(separate, supervised_mixup(cross_entropy, {.beta = o.beta}),
                consistency(mixed_teacher(weak, {.beta = o.beta, .lane = 1}, o.what), as_is, everything,
                            on(mixed(weak), probability_mse), times(o.weight, sigmoid_rampup{.length = o.length})));
}

/// As ict with q = softmax(b z + (1 - b) z') of the teacher's logits: the authors' code.
constexpr auto ict_logits(ict_options o = {}) {
  o.what = teacher_mix::logits;
  return ict(o);
}

}  // namespace tacit::inline TACIT_ABI
