// Schedules inside a term: scaled by a weight, counted in epochs, silent in the beginning.
#pragma once

#include "tacit/optim/bind_steps.hpp"
#include "tacit/ssl/task_info.hpp"

namespace tacit::inline TACIT_ABI {

/// The value of a term's schedule at a step: the ramp alone, and the factor of the loss.
struct term_weight {
  double ramp = 1, weight = 1;
};

/// weight * schedule: `times(50, linear_rampup{.fraction = 0.4})`.
template <class Schedule>
struct times_schedule {
  static constexpr char const* called = "times";
  template <class V>
  constexpr void parts(V&& v) const {
    v("factor", factor);
    v(schedule);
  }
  double factor;
  Schedule schedule;
};
template <class Schedule>
constexpr times_schedule<Schedule> times(double factor, Schedule const& schedule) {
  return {factor, schedule};
}

/// The schedule's argument counts epochs (passes over the pool) instead of steps.
template <class Schedule>
struct epoch_schedule {
  static constexpr char const* called = "by_epoch";
  template <class V>
  constexpr void parts(V&& v) const {
    v(schedule);
  }
  Schedule schedule;
};
template <class Schedule>
constexpr epoch_schedule<Schedule> by_epoch(Schedule const& schedule) {
  return {schedule};
}

/// 0 where the schedule's argument is 0 (first step, or first epoch), else the schedule.
template <class Schedule>
struct silent_first_schedule {
  static constexpr char const* called = "silent_first";
  template <class V>
  constexpr void parts(V&& v) const {
    v(schedule);
  }
  Schedule schedule;
};
template <class Schedule>
constexpr silent_first_schedule<Schedule> silent_first(Schedule const& schedule) {
  return {schedule};
}

/// 0 before this epoch, then the schedule.
template <class Schedule>
struct from_epoch_schedule {
  static constexpr char const* called = "from_epoch";
  template <class V>
  constexpr void parts(V&& v) const {
    v("epoch", first);
    v(schedule);
  }
  double first;
  Schedule schedule;
};
template <class Schedule>
constexpr from_epoch_schedule<Schedule> from_epoch(double first, Schedule const& schedule) {
  return {first, schedule};
}

namespace detail {
template <class Schedule>
double ramp_at(Schedule const& schedule, double t, double, index_t steps) {
  return bind_steps(schedule, static_cast<double>(steps))(t);
}
template <class Schedule>
double ramp_at(silent_first_schedule<Schedule> const& s, double t, double epoch, index_t steps) {
  return t == 0.0 ? 0.0 : ramp_at(s.schedule, t, epoch, steps);
}
template <class Schedule>
double ramp_at(from_epoch_schedule<Schedule> const& s, double t, double epoch, index_t steps) {
  return epoch < s.first ? 0.0 : ramp_at(s.schedule, t, epoch, steps);
}
template <class Schedule>
double ramp_at(epoch_schedule<Schedule> const& s, double, double epoch, index_t steps) {
  return ramp_at(s.schedule, epoch, epoch, steps);
}
}  // namespace detail

/// Value at step t of a run.
template <class Schedule>
term_weight weight_at(Schedule const& schedule, index_t t, task_info const& info) {
  double const epoch = static_cast<double>(t / info.steps_per_epoch);
  double const ramp = detail::ramp_at(schedule, static_cast<double>(t), epoch, info.steps);
  return {ramp, ramp};
}
template <class Schedule>
term_weight weight_at(times_schedule<Schedule> const& s, index_t t, task_info const& info) {
  double const ramp = weight_at(s.schedule, t, info).weight;
  return {ramp, s.factor * ramp};
}

}  // namespace tacit::inline TACIT_ABI
