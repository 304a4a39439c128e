// The constant schedule.
#pragma once

#include "tacit/tensor/config.hpp"

namespace tacit::inline TACIT_ABI {

/// base
struct constant {
  static constexpr char const* called = "constant";
  template <class V>
  constexpr void parts(V&& v) const {
    if (base != 1) v("base", base);
  }
  double base = 1;
  constexpr double operator()(double) const { return base; }
};

}  // namespace tacit::inline TACIT_ABI
