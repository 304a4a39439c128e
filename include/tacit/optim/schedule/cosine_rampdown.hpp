// Cosine ramp-down over slightly more than the run.
#pragma once

#include <cmath>

#include "tacit/optim/detail/progress.hpp"

namespace tacit::inline TACIT_ABI {

/// (1 + cos(pi t / length)) / 2; length is at least the run's.
struct cosine_rampdown {
  double length = 1;  ///< steps, positive
  double operator()(double t) const { return (1 + std::cos(detail::pi * t / length)) / 2; }
};

}  // namespace tacit::inline TACIT_ABI
