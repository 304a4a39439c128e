// A step function of any type, bound for one run: the trainer knows the concept, and no method by name.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <typeinfo>
#include <utility>

#include "tacit/nn/detail/heads.hpp"
#include "tacit/ssl/minimise.hpp"
#include "tacit/train/state_archive.hpp"

namespace tacit::inline TACIT_ABI {

template <std::floating_point Scalar>
class any_step_function {
 public:
  template <class F>
  requires StepFunction<F, Scalar>
  explicit any_step_function(F f) : self_(new holder<F>(std::move(f))) {}  // new: as detail::operation_ptr

  double operator()(step<Scalar>& s, updates<Scalar>& u) { return self_->run(s, u); }
  void end_of_epoch() { self_->end_of_epoch(); }
  /// Names the method's state for saving.
  void visit(state_archive& archive) { self_->visit(archive); }
  std::type_info const& type() const { return self_->type(); }

 private:
  struct base {
    virtual ~base() = default;
    virtual double run(step<Scalar>&, updates<Scalar>&) = 0;
    virtual void end_of_epoch() = 0;
    virtual void visit(state_archive&) = 0;
    virtual std::type_info const& type() const = 0;
  };
  template <class F>
  struct holder final : base {
    explicit holder(F function) : f(std::move(function)) {}
    double run(step<Scalar>& s, updates<Scalar>& u) override { return f(s, u); }
    void end_of_epoch() override {
      if constexpr (requires { f.end_of_epoch(); }) f.end_of_epoch();
    }
    void visit(state_archive& archive) override {
      if constexpr (requires { f.visit(archive); }) f.visit(archive);
    }
    std::type_info const& type() const override { return typeid(F); }
    F f;
  };
  std::unique_ptr<base> self_;
};

/// What the trainer must know of a method before step 0, and the bound method itself.
template <std::floating_point Scalar>
struct method_handle {
  any_step_function<Scalar> function;
  view_set views;  ///< empty where the method asks only when it runs
  bool needs_teacher = false;
  bool needs_input_gradient = false;
  bool needs_second = false;
  wanted_heads<Scalar> heads{};
  bool needs_reversal = false;
  std::string name{};  ///< the method and its numbers, in words, for checkpoints
};

/// Binds any of: a composed method, `minimise(loss)`, a loss function, a step function of one's own.
template <std::floating_point Scalar, class Method>
method_handle<Scalar> bind_method(Method const& m, task_info const& info) {
  constexpr bool needs_teacher = requires { requires Method::needs_teacher; };
  constexpr bool needs_input_gradient = requires { requires Method::needs_input_gradient; };
  constexpr bool needs_reversal = requires { requires Method::needs_reversal; };
  wanted_heads<Scalar> heads;
  if constexpr (DeclaresHeads<Method>) heads = detail::with_maker<Scalar>(m.heads());
  if constexpr (MethodDescription<Method, Scalar> || LossFunction<Method, Scalar>) {
    return bind_method<Scalar>(minimise(m), info);
  } else if constexpr (requires { m.template bind<Scalar>(info); }) {
    constexpr bool needs_second = requires { requires Method::needs_second; };
    return {any_step_function<Scalar>(m.template bind<Scalar>(info)),
            m.student_views(),
            needs_teacher,
            needs_input_gradient,
            needs_second,
            heads,
            needs_reversal};
  } else {
    static_assert(StepFunction<Method, Scalar>,
                  "tacit: a method is a composition, minimise(loss), or a callable (step<S>&, updates<S>&) -> double");
    return {any_step_function<Scalar>(m), {}, needs_teacher, needs_input_gradient, false, heads, needs_reversal};
  }
}

}  // namespace tacit::inline TACIT_ABI
