// Target source: the exponential moving average of the student's weights (Tarvainen and Valpola, 2017).
#pragma once

#include "tacit/ssl/policy.hpp"
#include "tacit/ssl/prediction.hpp"
#include "tacit/ssl/step.hpp"
#include "tacit/ssl/view_list.hpp"

namespace tacit::inline TACIT_ABI {

/// The teacher's prediction on some view, in passes of its own: batch statistics of the pass, no trace in the running
/// ones, no gradient. The teacher is the run's average of weights as it was before the step.
template <std::size_t Count>
struct teacher_source {
  static constexpr char const* called = "teacher";
  static constexpr bool stopped = true;
  static constexpr bool needs_teacher = true;
  view_list<Count> views;

  constexpr void student_views(view_set&) const {}

  template <class Scalar>
  void predict(no_state&, step<Scalar>& s, student_logits<Scalar> const&, prediction<Scalar>& record) const {
    std::array<variable<Scalar>, Count> parts;
    s.teacher(separate, views.views, parts);
    auto const z = Count == 1 ? parts[0] : concatenate(parts);
    record.logits = z.value();
    record.probabilities = softmax(z).value();
  }
};

constexpr teacher_source<1> teacher(sample_view v) { return {rows_of(v)}; }
template <std::size_t Count>
constexpr teacher_source<Count> teacher(view_list<Count> const& views) {
  return {views};
}

}  // namespace tacit::inline TACIT_ABI
