// What the schedules share: the share of a run that is over.
#pragma once

#include <algorithm>
#include <string>

#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

inline constexpr double pi = 3.14159265358979323846;

constexpr double clip01(double x) { return std::clamp(x, 0.0, 1.0); }

/// The length of the run; value_error while nobody has filled it in.
constexpr double bound_steps(char const* schedule, double steps) {
  if (!(steps > 0))
    throw_error<value_error>("{}: steps: expected the positive length of the run (bind_steps), got {}",
                             {schedule, steps});
  return steps;
}

/// Rises from 0 at t = 0 to 1 at t = length; 1 everywhere if length is 0.
constexpr double ramp(double t, double length) { return length > 0 ? clip01(t / length) : 1; }

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
