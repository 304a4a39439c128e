// Target source: the student itself, on another view.
#pragma once

#include "tacit/ssl/policy.hpp"
#include "tacit/ssl/prediction.hpp"
#include "tacit/ssl/step.hpp"
#include "tacit/ssl/view_list.hpp"

namespace tacit::inline TACIT_ABI {

/// The student's prediction on some view; stopped unless `with_gradient()`.
template <std::size_t Count, bool Stopped = true>
struct student_source {
  static constexpr char const* called = "student";
  template <class V>
  constexpr void parts(V&& v) const {
    if (!Stopped) v("with gradient");
  }
  static constexpr bool stopped = Stopped;
  view_list<Count> views;

  /// Gradient flows through both sides of the discrepancy (the Pi-model as published).
  constexpr student_source<Count, false> with_gradient() const { return {views}; }

  constexpr void student_views(view_set& set) const { set.add(views); }

  template <class Scalar>
  variable<Scalar> traced(step<Scalar>&, student_logits<Scalar> const& z) const {
    return z(views);
  }

  /// Raw prediction: logits and probabilities, in the step's memory.
  template <class Scalar>
  void predict(no_state&, step<Scalar>& s, student_logits<Scalar> const& z, prediction<Scalar>& record) const {
    auto const p = softmax(stop_gradient(traced(s, z)));
    record.logits = z(views).value();
    record.probabilities = p.value();
  }
};

constexpr student_source<1> student(sample_view v) { return {rows_of(v)}; }
template <std::size_t Count>
constexpr student_source<Count> student(view_list<Count> const& views) {
  return {views};
}

}  // namespace tacit::inline TACIT_ABI
