// The strength of the gradient reversal layer (Ganin et al. 2016).
#pragma once

#include <cmath>

#include "tacit/optim/detail/progress.hpp"

namespace tacit::inline TACIT_ABI {

/// 2 / (1 + exp(-10 t / K)) - 1: from 0 towards 1.
struct reversal_rampup {
  static constexpr char const* called = "reversal_rampup";
  double steps = 0;  ///< K; 0: filled in by the trainer
  double operator()(double t) const {
    return 2 / (1 + std::exp(-10 * t / detail::bound_steps("reversal_rampup", steps))) - 1;
  }
};

}  // namespace tacit::inline TACIT_ABI
