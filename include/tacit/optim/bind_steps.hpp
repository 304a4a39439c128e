// Schedules: plain aggregates with `double operator()(double t)`, t counting steps from 0; and how those that depend on
// the length of the run learn it.
#pragma once

#include <concepts>

#include "tacit/tensor/config.hpp"

namespace tacit::inline TACIT_ABI {

template <class S>
concept Schedule = requires(S const& schedule, double t) {
  { schedule(t) } -> std::convertible_to<double>;
};

/// A copy whose member `steps`, if it has one and it is 0, says that the run has `steps` steps.
template <Schedule S>
constexpr S bind_steps(S schedule, [[maybe_unused]] double steps) {
  if constexpr (requires { schedule.steps = steps; })
    if (schedule.steps == 0) schedule.steps = steps;
  return schedule;
}

}  // namespace tacit::inline TACIT_ABI
