// The decay of a teacher that ends frozen (BYOL).
#pragma once

#include <cmath>

#include "tacit/optim/detail/progress.hpp"

namespace tacit::inline TACIT_ABI {

/// 1 - (1 - base) (cos(pi t / K) + 1) / 2: from base to 1.
struct cosine_momentum {
  double base = 0.996;
  double steps = 0;  ///< K; 0: filled in by the trainer
  double operator()(double t) const {
    return 1 - (1 - base) * (std::cos(detail::pi * t / detail::bound_steps("cosine_momentum", steps)) + 1) / 2;
  }
};

}  // namespace tacit::inline TACIT_ABI
