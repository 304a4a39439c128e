// Pi-model: Laine and Aila, "Temporal ensembling for semi-supervised learning", 2017.
#pragma once

#include "tacit/loss/mean_squared_error.hpp"
#include "tacit/optim/schedule/linear_rampup.hpp"
#include "tacit/optim/schedule/sigmoid_rampup.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/source/student.hpp"
#include "tacit/ssl/term/consistency.hpp"
#include "tacit/ssl/term/supervised.hpp"

namespace tacit::inline TACIT_ABI {

struct pi_model_options {
  double weight = 10;     ///< lambda
  double fraction = 0.4;  ///< of the run over which the weight rises linearly
};

/// L = mean_l CE + w(t) mean_{u,c} (softmax z(weak2) - softmax z(weak))^2, gradient through both branches;
/// w(t) = lambda clip01(t / (fraction K)).
constexpr auto pi_model(pi_model_options const& o = {}) {
  return method(separate, supervised(cross_entropy),
                consistency(student(weak).with_gradient(), as_is, everything, on(weak2, softmax_mse),
                            times(o.weight, linear_rampup{.fraction = o.fraction})));
}

/// As pi_model with the branch of `weak` stopped (the form of most public code).
constexpr auto pi_model_stopped(pi_model_options const& o = {}) {
  return method(separate, supervised(cross_entropy),
                consistency(student(weak), as_is, everything, on(weak2, probability_mse),
                            times(o.weight, linear_rampup{.fraction = o.fraction})));
}

struct pi_model_original_options {
  double weight = 100;  ///< w_max; the paper multiplies by labelled / all samples
  double length = 400;  ///< steps of the sigmoid ramp-up (the paper: 80 epochs)
};

/// The paper's form: all rows, labelled ones included, in both losses, with n = B + U rows:
/// L = sum_l CE / n + w(t) mean_{n,c} (softmax a - softmax b)^2; w(t) = w_max exp(-5 (1 - min(t/T, 1))^2), 0 at t = 0.
constexpr auto pi_model_original(pi_model_original_options const& o = {}) {
  return method(separate, supervised(cross_entropy, true),
                consistency(student(rows_of(labelled2, weak2)).with_gradient(), as_is, everything,
                            on(rows_of(labelled, weak), softmax_mse),
                            times(o.weight, silent_first(sigmoid_rampup{.length = o.length}))));
}

}  // namespace tacit::inline TACIT_ABI
