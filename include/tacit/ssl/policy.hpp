// How a policy of a slot is driven: its parameters are an aggregate, its state (if any) a separate value per run.
#pragma once

#include <type_traits>

#include "tacit/ssl/task_info.hpp"

namespace tacit::inline TACIT_ABI {

/// The state of a policy without memory.
struct no_state {
  template <class Visitor>
  void visit(Visitor&&) {}
};

/// A policy with memory names it: `template <class Scalar> using state = ...;` and makes it: `init<Scalar>(task_info)`.
/// It may then define, beside its call operator (which takes the state first): `before(state, record)` (which may set
/// the record's limit), `after(state, record)` and `end_of_epoch(state)`; the state's `visit(visitor)` names every
/// array for saving. With `static constexpr bool reads_labelled = true` the record shows the labelled rows, too.
template <class Policy, class Scalar>
concept StatefulPolicy = requires {
  typename Policy::template state<Scalar>;
};

namespace detail {
template <class Policy, class Scalar>
struct policy_state {
  using type = no_state;
};
template <class Policy, class Scalar>
requires StatefulPolicy<Policy, Scalar>
struct policy_state<Policy, Scalar> {
  using type = typename Policy::template state<Scalar>;
};

/// The state that a policy starts with; nothing for one without memory.
template <class Scalar, class Policy>
typename policy_state<Policy, Scalar>::type initial_state(Policy const& policy, task_info const& info) {
  if constexpr (StatefulPolicy<Policy, Scalar>)
    return policy.template init<Scalar>(info);
  else
    return {};
}
}  // namespace detail

/// A policy together with its state for one run.
template <class Policy, class Scalar>
class bound_policy {
 public:
  using state_type = typename detail::policy_state<Policy, Scalar>::type;

  bound_policy(Policy const& policy, task_info const& info)
      : policy_(policy), state_(detail::initial_state<Scalar>(policy, info)) {}

  template <class Record>
  void before(Record& record) {
    if constexpr (requires { policy_.before(state_, record); }) policy_.before(state_, record);
  }
  template <class Record, class Out>
  void operator()(Record const& record, Out out) {
    if constexpr (StatefulPolicy<Policy, Scalar>)
      policy_(state_, record, out);
    else
      policy_(record, out);
  }
  template <class Record>
  void after(Record const& record) {
    if constexpr (requires { policy_.after(state_, record); }) policy_.after(state_, record);
  }
  void end_of_epoch() {
    if constexpr (requires { policy_.end_of_epoch(state_); }) policy_.end_of_epoch(state_);
  }
  template <class Visitor>
  void visit(Visitor&& visitor) {
    state_.visit(visitor);
  }

  Policy const& parameters() const { return policy_; }
  state_type& state() { return state_; }

 private:
  Policy policy_;
  state_type state_;
};

}  // namespace tacit::inline TACIT_ABI
