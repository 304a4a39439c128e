// The constant schedule.
#pragma once

#include "tacit/tensor/config.hpp"

namespace tacit::inline TACIT_ABI {

/// base
struct constant {
  double base = 1;
  constexpr double operator()(double) const { return base; }
};

}  // namespace tacit::inline TACIT_ABI
