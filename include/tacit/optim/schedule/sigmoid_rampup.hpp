// The ramp-up of the consistency methods (Laine & Aila 2017).
#pragma once

#include <cmath>

#include "tacit/optim/detail/progress.hpp"

namespace tacit::inline TACIT_ABI {

/// exp(-5 (1 - min(t / length, 1))^2): 0.0067 at t = 0, 1 from t = length on; 1 everywhere if length is 0.
struct sigmoid_rampup {
  static constexpr char const* called = "sigmoid_rampup";
  template <class V>
  constexpr void parts(V&& v) const {
    v("length", length);
  }
  double length = 0;  ///< steps (or epochs, as t counts)
  double operator()(double t) const {
    double const rest = 1 - detail::ramp(t, length);
    return std::exp(-5 * rest * rest);
  }
};

}  // namespace tacit::inline TACIT_ABI
