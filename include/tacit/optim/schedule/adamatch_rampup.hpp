// AdaMatch's ramp of the unlabelled weight.
#pragma once

#include <cmath>

#include "tacit/optim/detail/progress.hpp"

namespace tacit::inline TACIT_ABI {

/// 1/2 - cos(min(pi, 2 pi t / K)) / 2: from 0 to 1 at half of the run.
struct adamatch_rampup {
  static constexpr char const* called = "adamatch_rampup";
  double steps = 0;  ///< K; 0: filled in by the trainer
  double operator()(double t) const {
    double const angle = 2 * detail::pi * t / detail::bound_steps("adamatch_rampup", steps);
    return 0.5 - std::cos(std::min(detail::pi, angle)) / 2;
  }
};

}  // namespace tacit::inline TACIT_ABI
