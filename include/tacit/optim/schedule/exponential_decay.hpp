// Decay by a factor every step.
#pragma once

#include <cmath>

#include "tacit/tensor/config.hpp"

namespace tacit::inline TACIT_ABI {

/// base gamma^t
struct exponential_decay {
  double base = 1;
  double gamma = 0.99;
  double operator()(double t) const { return base * std::pow(gamma, t); }
};

}  // namespace tacit::inline TACIT_ABI
