// Target source: another source whose predictions are aligned (target/align.hpp).
#pragma once

#include "tacit/ssl/policy.hpp"
#include "tacit/ssl/prediction.hpp"
#include "tacit/ssl/step.hpp"
#include "tacit/ssl/target/align.hpp"
#include "tacit/ssl/view_list.hpp"

namespace tacit::inline TACIT_ABI {

/// A target source whose predictions are aligned: fills the record's `aligned`, and leaves the raw ones.
template <class Source, class Alignment>
struct aligned_source {
  static constexpr char const* called = "aligned";
  template <class V>
  constexpr void parts(V&& v) const {
    v(source);
    v(aligns.mean);
    v(aligns.shares);
  }
  static constexpr bool stopped = true;
  static constexpr bool needs_teacher = requires { requires Source::needs_teacher; };
  static constexpr bool reads_labelled = Alignment::reads_labelled;
  static_assert(Source::stopped, "tacit: a source with gradient is matched as it is and cannot be aligned");

  Source source;
  Alignment aligns;

  template <class Scalar>
  struct state {
    typename detail::policy_state<Source, Scalar>::type source;
    typename Alignment::state aligns;
    template <class Visitor>
    void visit(Visitor&& visitor) {
      source.visit(visitor);
      aligns.visit(visitor);
    }
  };
  template <class Scalar>
  state<Scalar> init(task_info const& info) const {
    return {detail::initial_state<Scalar>(source, info), aligns.init(info)};
  }

  constexpr void student_views(view_set& set) const { source.student_views(set); }

  template <class Scalar>
  void predict(state<Scalar>& st, step<Scalar>& s, student_logits<Scalar> const& z, prediction<Scalar>& record) const {
    source.predict(st.source, s, z, record);
    auto const aligned = s.memory().take_matrix(record.rows(), record.classes());
    if constexpr (reads_labelled) aligns.observe_labelled(st.aligns, record.labelled, s.number());
    aligns(st.aligns, record.probabilities, s.number(), aligned);
    record.aligned = aligned;
  }
  template <class Scalar>
  void observe(state<Scalar>& st, step<Scalar>& s, student_logits<Scalar> const& z) const {
    if constexpr (requires { source.observe(st.source, s, z); }) source.observe(st.source, s, z);
  }
  template <class Scalar>
  void end_of_epoch(state<Scalar>& st) const {
    if constexpr (requires { source.end_of_epoch(st.source); }) source.end_of_epoch(st.source);
  }
};

/// `aligned(student(weak), align(running_mean{}, uniform_shares{}))`
template <class Source, class Alignment>
constexpr aligned_source<Source, Alignment> aligned(Source const& source, Alignment const& how) {
  return {source, how};
}

}  // namespace tacit::inline TACIT_ABI
