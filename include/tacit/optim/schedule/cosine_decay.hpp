// Half a cosine from the base to the last value, with an optional linear warm-up.
#pragma once

#include <cmath>

#include "tacit/optim/detail/progress.hpp"

namespace tacit::inline TACIT_ABI {

/// t < warmup: base t / warmup; else last + (base - last) (1 + cos(pi (t - warmup) / (K - warmup))) / 2.
struct cosine_decay {
  double base = 1;
  double last = 0;    ///< value at t = K
  double warmup = 0;  ///< steps, below K
  double steps = 0;   ///< K; 0: filled in by the trainer
  double operator()(double t) const {
    double const end = detail::bound_steps("cosine_decay", steps);
    if (t < warmup) return base * t / warmup;
    return last + (base - last) * (1 + std::cos(detail::pi * (t - warmup) / (end - warmup))) / 2;
  }
};

}  // namespace tacit::inline TACIT_ABI
