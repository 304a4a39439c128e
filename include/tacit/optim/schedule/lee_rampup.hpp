// The ramp-up of Pseudo-Label (Lee 2013).
#pragma once

#include "tacit/tensor/config.hpp"

namespace tacit::inline TACIT_ABI {

/// 0 for t < begin; last (t - begin) / (end - begin) for begin <= t < end; last from there on.
struct lee_rampup {
  double begin = 100;
  double end = 600;
  double last = 3;
  constexpr double operator()(double t) const {
    return t < begin ? 0 : t < end ? last * (t - begin) / (end - begin) : last;
  }
};

}  // namespace tacit::inline TACIT_ABI
