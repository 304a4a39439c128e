// Mean Teacher: Tarvainen and Valpola, "Mean teachers are better role models", 2017.
#pragma once

#include "tacit/loss/mean_squared_error.hpp"
#include "tacit/optim/schedule/linear_rampup.hpp"
#include "tacit/optim/schedule/sigmoid_rampup.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/source/teacher.hpp"
#include "tacit/ssl/term/consistency.hpp"
#include "tacit/ssl/term/supervised.hpp"

namespace tacit::inline TACIT_ABI {

struct mean_teacher_options {
  double weight = 50;     ///< lambda
  double fraction = 0.4;  ///< of the run over which the weight rises linearly
};

/// L = mean_l CE + w(t) mean_{u,c} (softmax student(weak2) - stop softmax teacher(weak))^2; w(t) = lambda
/// clip01(t/(fraction K)). The teacher is the run's average of the weights, moved after each step; student and teacher
/// see different noise.
constexpr auto mean_teacher(mean_teacher_options const& o = {}) {
  return method(separate, supervised(cross_entropy),
                consistency(teacher(weak), as_is, everything, on(weak2, probability_mse),
                            times(o.weight, linear_rampup{.fraction = o.fraction})));
}

struct mean_teacher_all_rows_options {
  double weight = 100;    ///< lambda
  double length = 40000;  ///< steps of the sigmoid ramp-up
};

/// The paper's form: consistency on all rows, labelled ones included, n = B + U: L = sum_l CE / n + w(t) mean_{n,c}
/// (...)^2; w(t) = lambda exp(-5 (1 - min(t/T, 1))^2).
constexpr auto mean_teacher_all_rows(mean_teacher_all_rows_options const& o = {}) {
  return method(
      separate, supervised(cross_entropy, true),
      consistency(teacher(rows_of(labelled2, weak)), as_is, everything, on(rows_of(labelled, weak2), probability_mse),
                  times(o.weight, sigmoid_rampup{.length = o.length})));
}

}  // namespace tacit::inline TACIT_ABI
