// Linear warm-up, then constant.
#pragma once

#include "tacit/optim/detail/progress.hpp"

namespace tacit::inline TACIT_ABI {

/// base clip01(t / warmup); base everywhere if warmup is 0.
struct linear_warmup {
  static constexpr char const* called = "linear_warmup";
  template <class V>
  constexpr void parts(V&& v) const {
    v("warmup", warmup);
  }
  double base = 1;
  double warmup = 0;  ///< steps
  constexpr double operator()(double t) const { return base * detail::ramp(t, warmup); }
};

}  // namespace tacit::inline TACIT_ABI
