// A method: passes and terms, one row of the table. It is a LossFunction: a step goes in, the loss comes out.
#pragma once

#include <array>
#include <concepts>
#include <tuple>
#include <utility>

#include "tacit/ssl/step.hpp"
#include "tacit/ssl/task_info.hpp"
#include "tacit/ssl/view_list.hpp"

namespace tacit::inline TACIT_ABI {

/// A term whose targets come from the average of the weights.
template <class Term>
concept NeedsTeacher = requires {
  requires Term::needs_teacher;
};

/// A term that moves the samples themselves along the gradient (step.input_gradient).
template <class Term>
concept NeedsInputGradient = requires {
  requires Term::needs_input_gradient;
};

/// The state of a policy of the method, for a term that reads it: of the first bound term whose selection it is.
template <class Policy, class First, class... Rest>
auto const& state_of(First& first, Rest&... rest) {
  if constexpr (requires { first.template selection_state<Policy>(); }) {
    return first.template selection_state<Policy>();
  } else {
    static_assert(sizeof...(Rest) > 0, "tacit: the term reads the state of a selection that no term of the method has");
    return state_of<Policy>(rest...);
  }
}
template <class Policy, class... Terms>
auto const& state_of(std::tuple<Terms...>& terms) {
  return std::apply(
      [](auto&... term) -> auto const& { return state_of<Policy>(term...); }, terms);
}

namespace detail {
/// Terms that make views of their own do so before the student's passes.
template <class Term, class Scalar>
void prepare(Term& term, step<Scalar>& s) {
  if constexpr (requires { term.prepare(s); }) term.prepare(s);
}
}  // namespace detail

/// A term that sends its gradient reversed into the features (step.reverse).
template <class Term>
concept NeedsReversal = requires {
  requires Term::needs_reversal;
};

/// A composition of policies; immutable, and without state: `bind` makes the state for one run.
template <class Passes, class... Terms>
struct composed_method {
  Passes passes;
  std::tuple<Terms...> terms;

  static constexpr bool needs_teacher = (NeedsTeacher<Terms> || ...);
  static constexpr bool needs_input_gradient = (NeedsInputGradient<Terms> || ...);
  static constexpr bool needs_reversal = (NeedsReversal<Terms> || ...);

  /// Views of the student that the terms read, in the order of first mention.
  constexpr view_set student_views() const {
    view_set set;
    std::apply([&](auto const&... term) { (term.student_views(set), ...); }, terms);
    return set;
  }

  /// Heads that the terms read.
  constexpr head_set heads() const requires(ReadsHeads<Terms> || ...) {
    head_set set;
    auto const add = [&]<class Term>(Term const& term) {
      if constexpr (ReadsHeads<Term>) term.heads(set);
    };
    std::apply([&](auto const&... term) { (add(term), ...); }, terms);
    return set;
  }

  template <class Scalar>
  class bound {
   public:
    bound(composed_method const& method, task_info const& info)
        : passes_(method.passes),
          views_(method.student_views()),
          terms_(std::apply(
              [&](auto const&... term) {
                return std::tuple<typename Terms::template bound<Scalar>...>(
                    typename Terms::template bound<Scalar>(term, info)...);
              },
              method.terms)) {}

    scalar<Scalar> operator()(step<Scalar>& s) {
      std::array<variable<Scalar>, view_set::capacity> memory;
      auto const views = views_.all();
      std::span<variable<Scalar>> const logits(memory.data(), views.size());
      std::apply([&](auto&... term) { (detail::prepare(term, s), ...); }, terms_);
      s.forward(passes_, views, logits, views_.heads());
      return (*this)(s, student_logits<Scalar>{views, logits, &s.heads()});
    }

    /// The terms alone, on logits that somebody computed for `student_views()`.
    scalar<Scalar> operator()(step<Scalar>& s, student_logits<Scalar> const& z) {
      return std::apply(
          [&](auto&... term) {
            std::array<scalar<Scalar>, sizeof...(Terms)> const losses{
                call(term, s, z)...};  // braces: from left to right
            scalar<Scalar> total = losses[0];
            for (std::size_t i = 1; i < losses.size(); ++i) total = total + losses[i];
            return total;
          },
          terms_);
    }

    void end_of_epoch() {
      std::apply([](auto&... term) { (term.end_of_epoch(), ...); }, terms_);
    }

    /// Names every array of state: visitor(name, array).
    template <class Visitor>
    void visit(Visitor&& visitor) {
      std::apply([&](auto&... term) { (term.visit(visitor), ...); }, terms_);
    }

   private:
    /// A term that reads the others' state takes them as a third argument.
    template <class Term>
    scalar<Scalar> call(Term& term, step<Scalar>& s, student_logits<Scalar> const& z) {
      if constexpr (requires { term(s, z, terms_); })
        return term(s, z, terms_);
      else
        return term(s, z);
    }

    Passes passes_;
    view_set views_;
    std::tuple<typename Terms::template bound<Scalar>...> terms_;
  };

  template <class Scalar>
  bound<Scalar> bind(task_info const& info) const {
    return {*this, info};
  }
};

/// `method(joint, supervised(cross_entropy), consistency(...), ...)`
template <class Passes, class... Terms>
constexpr composed_method<Passes, Terms...> method(Passes const& passes, Terms const&... terms) {
  return {passes, {terms...}};
}

/// Callable with a step, returning the loss on the step's tape.
template <class L, class Scalar>
concept LossFunction = requires(L& loss, step<Scalar>& s) {
  { loss(s) } -> std::same_as<scalar<Scalar>>;
};

/// The heads that a method declares; none where it has no say.
template <class Method>
constexpr head_set heads_of(Method const& m) {
  if constexpr (DeclaresHeads<Method>)
    return m.heads();
  else
    return {};
}

/// A description that makes a LossFunction with state of its own for one run.
template <class M, class Scalar>
concept MethodDescription = requires(M const& m, task_info const& info) {
  { m.template bind<Scalar>(info) } -> LossFunction<Scalar>;
};

}  // namespace tacit::inline TACIT_ABI
