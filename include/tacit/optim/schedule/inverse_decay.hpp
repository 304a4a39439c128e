// Decay by a power of the step.
#pragma once

#include <cmath>

#include "tacit/tensor/config.hpp"

namespace tacit::inline TACIT_ABI {

/// base (1 + gamma t)^-power
struct inverse_decay {
  double base = 1;
  double gamma = 1e-4;
  double power = 0.75;
  double operator()(double t) const { return base * std::pow(1 + gamma * t, -power); }
};

}  // namespace tacit::inline TACIT_ABI
