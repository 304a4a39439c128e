// Dash: Xu et al., "Dash: semi-supervised learning with dynamic thresholding", 2021.
#pragma once

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/optim/schedule/constant.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/select/small_loss.hpp"
#include "tacit/ssl/source/student.hpp"
#include "tacit/ssl/target/falling_limit.hpp"
#include "tacit/ssl/term/consistency.hpp"
#include "tacit/ssl/term/supervised.hpp"

namespace tacit::inline TACIT_ABI {

struct dash_options {
  double weight = 1;         ///< lambda_u
  double temperature = 0.5;  ///< T of the soft target
  double c = 1.0001;
  double gamma = 1.27;
  double period =
      10.0 / 1024;  ///< share of the run after which the limit falls by gamma (the paper: 10 of 1024 epochs)
  double rho_min = 0.05;
  double rho = 0;         ///< rho^; 0: measured on the labelled rows in the warm-up
  double warm_up = 0.02;  ///< share of the run (the paper: 2048 of 2^20 steps, 0.002)
};

/// L = mean_l CE + lambda_u mean_u [CE(q, z(weak)) <= rho_t] CE(q, z(strong)), q = stop softmax(z(weak) / T), or the
/// most probable class once rho_t = rho_min; rho_t = max(c gamma^-j rho^, rho_min) (target/falling_limit.hpp).
constexpr auto dash(dash_options const& o = {}) {
  return method(joint, supervised(cross_entropy),
                consistency(student(weak),
                            falling_limit{.temperature = o.temperature,
                                          .c = o.c,
                                          .gamma = o.gamma,
                                          .period = o.period,
                                          .rho_min = o.rho_min,
                                          .rho = o.rho,
                                          .warm_up = o.warm_up},
                            small_loss{}, on(strong, cross_entropy), times(o.weight, constant{1})));
}

}  // namespace tacit::inline TACIT_ABI
