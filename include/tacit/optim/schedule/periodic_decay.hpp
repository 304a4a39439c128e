// Decay by a factor every so many steps.
#pragma once

#include <cmath>

#include "tacit/tensor/config.hpp"

namespace tacit::inline TACIT_ABI {

/// base gamma^(t div every)
struct periodic_decay {
  double base = 1;
  double gamma = 0.1;
  double every = 1;  ///< steps, positive
  double operator()(double t) const { return base * std::pow(gamma, std::floor(t / every)); }
};

}  // namespace tacit::inline TACIT_ABI
