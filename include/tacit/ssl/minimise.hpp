// minimise: from a loss to a step: forward, reverse sweep, update, average. The order of the updates lives here.
#pragma once

#include <concepts>

#include "tacit/ssl/method.hpp"

namespace tacit::inline TACIT_ABI {

/// What a step function may do to the models besides computing losses; the trainer implements it.
template <std::floating_point Scalar>
class updates {
 public:
  virtual ~updates() = default;
  /// Applies the gradients that the reverse sweep added up (clipping included) and clears them.
  virtual void optimise() = 0;
  /// Moves the averages of the weights towards the student; after the optimiser's step, never before.
  virtual void average() = 0;
  /// Both, one after the other: a driver may do them in one pass over memory.
  virtual void optimise_and_average() {
    optimise();
    average();
  }

  /// A second network beside the student, for step functions that train two (`needs_second`): of the same kind, with
  /// initial weights of its own.
  virtual any_backbone<Scalar>& second_network() {
    throw value_error("updates.second_network: this driver keeps no second network");
  }
  /// Applies the second network's gradients by an optimiser of its own, equal to the student's but for a factor of the
  /// rate, and clears them.
  virtual void optimise_second(double /*rate_factor*/) {
    throw value_error("updates.optimise_second: this driver keeps no second network");
  }
};

/// Performs one training step: `f(step, updates)` returns the loss. `end_of_epoch()` is called after the last step of
/// each pass over the pool; `visit(visitor)` names the state. Both are optional for step functions of one's own.
template <class F, class Scalar>
concept StepFunction = requires(F& f, step<Scalar>& s, updates<Scalar>& u) {
  { f(s, u) } -> std::convertible_to<double>;
};

namespace detail {

/// A loss function bound for one run, as a step function.
template <class Loss, class Scalar>
class minimising_step {
 public:
  explicit minimising_step(Loss loss) : loss_(std::move(loss)) {}

  double operator()(step<Scalar>& s, updates<Scalar>& u) {
    auto const loss = loss_(s);
    s.memory().backward(loss);
    u.optimise_and_average();
    return loss.value();
  }
  void end_of_epoch() {
    if constexpr (requires { loss_.end_of_epoch(); }) loss_.end_of_epoch();
  }
  template <class Visitor>
  void visit(Visitor&& visitor) {
    if constexpr (requires { loss_.visit(visitor); }) loss_.visit(visitor);
  }

 private:
  Loss loss_;
};

}  // namespace detail

/// Description of a step function that minimises a loss.
template <class Loss>
struct minimised {
  Loss loss;
  static constexpr bool needs_teacher = requires { requires Loss::needs_teacher; };
  static constexpr bool needs_input_gradient = requires { requires Loss::needs_input_gradient; };
  static constexpr bool needs_reversal = requires { requires Loss::needs_reversal; };

  template <class Scalar>
  auto bind(task_info const& info) const {
    if constexpr (MethodDescription<Loss, Scalar>) {
      using bound = std::remove_cvref_t<decltype(loss.template bind<Scalar>(info))>;
      return detail::minimising_step<bound, Scalar>(loss.template bind<Scalar>(info));
    } else {
      return detail::minimising_step<Loss, Scalar>(loss);
    }
  }
  head_set heads() const requires DeclaresHeads<Loss> { return loss.heads(); }
  view_set student_views() const {
    if constexpr (requires { loss.student_views(); })
      return loss.student_views();
    else
      return {};  // a loss of one's own asks for its views when it runs
  }
};

/// `minimise([](auto& step) { ...; return loss; })`, or of a composed method.
template <class Loss>
minimised<Loss> minimise(Loss const& loss) {
  return {loss};
}

}  // namespace tacit::inline TACIT_ABI
