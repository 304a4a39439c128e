// Target source: the teacher's predictions on two samples, mixed as their inputs are (Verma et al. 2019).
#pragma once

#include "tacit/ssl/mixing.hpp"
#include "tacit/ssl/prediction.hpp"
#include "tacit/ssl/source/teacher.hpp"

namespace tacit::inline TACIT_ABI {

enum class teacher_mix { probabilities, logits };

/// Shows the student mixed(view); the target is the teacher's prediction on the view itself, mixed with the same pairs.
struct mixed_teacher_source {
  static constexpr char const* called = "mixed_teacher";
  template <class V>
  constexpr void parts(V&& v) const {
    v(mix);
    if (what == teacher_mix::logits) v("of logits");
  }
  static constexpr bool stopped = true;
  static constexpr bool needs_teacher = true;
  sample_view view;
  mixing mix;
  teacher_mix what = teacher_mix::probabilities;  ///< what is mixed: predictions, or logits before the softmax

  constexpr void student_views(view_set&) const {}

  template <class Scalar>
  void prepare(no_state&, step<Scalar>& s) const {
    provide_mixed(s, mix.pairs(s, s.rows(view)), std::span<sample_view const>(&view, 1));
  }

  template <class Scalar>
  void predict(no_state& state, step<Scalar>& s, student_logits<Scalar> const& z, prediction<Scalar>& record) const {
    teacher(view).predict(state, s, z, record);
    auto const pairs = mix.pairs(s, s.rows(view));
    auto const out = s.memory().take_matrix(record.rows(), record.classes());
    bool const of_logits = what == teacher_mix::logits;
    pairs(of_logits ? record.logits : record.probabilities, out);
    if (of_logits) softmax(matrix_view<Scalar const>(out), into(out));
    record.logits = {};
    record.probabilities = out;
  }
};

/// `mixed_teacher(weak, {.beta = 1})`, to be matched on mixed(weak)
constexpr mixed_teacher_source mixed_teacher(sample_view v, mixing const& mix,
                                             teacher_mix what = teacher_mix::probabilities) {
  return {v, mix, what};
}

}  // namespace tacit::inline TACIT_ABI
