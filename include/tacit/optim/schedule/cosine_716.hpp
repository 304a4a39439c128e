// The schedule of the FixMatch family: seven sixteenths of a cosine.
#pragma once

#include <cmath>

#include "tacit/optim/detail/progress.hpp"

namespace tacit::inline TACIT_ABI {

/// t < warmup: base t / warmup; else base cos(7 pi (t - warmup) / (16 (K - warmup))): 0.195 base at t = K.
struct cosine_716 {
  double base = 1;
  double warmup = 0;  ///< steps, below K
  double steps = 0;   ///< K; 0: filled in by the trainer
  double operator()(double t) const {
    double const end = detail::bound_steps("cosine_716", steps);
    if (t < warmup) return base * t / warmup;
    return base * std::cos(7 * detail::pi * (t - warmup) / (16 * (end - warmup)));
  }
};

}  // namespace tacit::inline TACIT_ABI
