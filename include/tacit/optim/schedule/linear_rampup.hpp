// Linear ramp-up over a share of the run.
#pragma once

#include "tacit/optim/detail/progress.hpp"

namespace tacit::inline TACIT_ABI {

/// clip01(t / (fraction K)); 1 everywhere if fraction is 0.
struct linear_rampup {
  static constexpr char const* called = "linear_rampup";
  template <class V>
  constexpr void parts(V&& v) const {
    v("fraction", fraction);
  }
  double fraction = 0.4;
  double steps = 0;  ///< K; 0: filled in by the trainer
  constexpr double operator()(double t) const {
    return detail::ramp(t, fraction * detail::bound_steps("linear_rampup", steps));
  }
};

}  // namespace tacit::inline TACIT_ABI
