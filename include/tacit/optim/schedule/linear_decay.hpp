// Constant, then linear decay to 0 at the end of the run.
#pragma once

#include "tacit/optim/detail/progress.hpp"

namespace tacit::inline TACIT_ABI {

/// t < start: base; else base (K - t) / (K - start), 0 at t = K.
struct linear_decay {
  double base = 1;
  double start = 0;
  double steps = 0;  ///< K; 0: filled in by the trainer
  constexpr double operator()(double t) const {
    double const end = detail::bound_steps("linear_decay", steps);
    return t < start ? base : base * detail::clip01((end - t) / (end - start));
  }
};

}  // namespace tacit::inline TACIT_ABI
