// The ramp-down of the consistency methods (Laine & Aila 2017).
#pragma once

#include <cmath>

#include "tacit/optim/detail/progress.hpp"

namespace tacit::inline TACIT_ABI {

/// exp(-12.5 phi^2), phi = clip01((t - (K - length)) / length): 1 until the last `length` steps.
struct sigmoid_rampdown {
  double length = 0;  ///< steps; 0: no ramp
  double steps = 0;   ///< K; 0: filled in by the trainer
  double operator()(double t) const {
    double const end = detail::bound_steps("sigmoid_rampdown", steps);
    double const phi = length > 0 ? detail::clip01((t - (end - length)) / length) : 0;
    return std::exp(-12.5 * phi * phi);
  }
};

}  // namespace tacit::inline TACIT_ABI
