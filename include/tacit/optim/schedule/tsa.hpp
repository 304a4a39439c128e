// Training signal annealing: the threshold above which a labelled sample no longer counts (Xie et al. 2020).
#pragma once

#include <cmath>

#include "tacit/optim/detail/progress.hpp"

namespace tacit::inline TACIT_ABI {

enum class tsa_kind { none, linear, exp, log };

/// s (1 - 1/C) + 1/C with tau = t / K and s = tau (linear), exp(5 (tau - 1)) (exp), 1 - exp(-5 tau) (log), 1 (none).
struct tsa {
  tsa_kind kind = tsa_kind::linear;
  double classes = 10;  ///< C
  double steps = 0;     ///< K; 0: filled in by the trainer
  double operator()(double t) const {
    double const tau = t / detail::bound_steps("tsa", steps);
    double const s = kind == tsa_kind::linear ? tau
                     : kind == tsa_kind::exp  ? std::exp(5 * (tau - 1))
                     : kind == tsa_kind::log  ? 1 - std::exp(-5 * tau)
                                              : 1;
    return s * (1 - 1 / classes) + 1 / classes;
  }
};

}  // namespace tacit::inline TACIT_ABI
