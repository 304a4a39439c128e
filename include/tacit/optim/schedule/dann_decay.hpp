// The learning rate of domain-adversarial training (Ganin et al. 2016).
#pragma once

#include <cmath>

#include "tacit/optim/detail/progress.hpp"

namespace tacit::inline TACIT_ABI {

/// base / (1 + alpha t / K)^power
struct dann_decay {
  double base = 1;
  double alpha = 10;
  double power = 0.75;
  double steps = 0;  ///< K; 0: filled in by the trainer
  double operator()(double t) const {
    return base / std::pow(1 + alpha * t / detail::bound_steps("dann_decay", steps), power);
  }
};

}  // namespace tacit::inline TACIT_ABI
