// AdaMatch's cosine, which ends at a given share of the base.
#pragma once

#include <cmath>

#include "tacit/optim/detail/progress.hpp"

namespace tacit::inline TACIT_ABI {

/// base cos(arccos(last) t / K): from base to last * base.
struct adamatch_cosine {
  double base = 1;
  double last = 0.25;  ///< share of the base at t = K, in [0, 1]
  double steps = 0;    ///< K; 0: filled in by the trainer
  double operator()(double t) const {
    return base * std::cos(std::acos(last) * t / detail::bound_steps("adamatch_cosine", steps));
  }
};

}  // namespace tacit::inline TACIT_ABI
