// Target source: the student, debiased by what it predicts on average (DebiasPL; Wang et al. 2022).
#pragma once

#include <cmath>
#include <span>
#include <vector>

#include "tacit/ssl/policy.hpp"
#include "tacit/ssl/prediction.hpp"
#include "tacit/ssl/step.hpp"
#include "tacit/ssl/target/align.hpp"
#include "tacit/ssl/view_list.hpp"

namespace tacit::inline TACIT_ABI {

/// The record holds z - adj and its softmax, adj = strength log(q^ + 1e-12); the student is matched as z + adj, so that
/// rare classes get a margin. Afterwards q^ <- m q^ + (1 - m) mean softmax z, of the unadjusted logits; it starts at
/// 1/C.
template <class Source>
struct debiased_source {
  static constexpr char const* called = "debiased";
  template <class V>
  constexpr void parts(V&& v) const {
    v(source);
    v("strength", strength);
    v("momentum", momentum);
  }
  static constexpr bool stopped = true;
  static constexpr bool needs_teacher = requires { requires Source::needs_teacher; };
  Source source;
  double strength = 1;
  double momentum = 0.999;  ///< m; meant for long runs: keep 1 / (1 - m) well below the run

  struct memory {
    std::vector<double> q_hat;
    std::vector<double> adjustment, batch;  // of one step
    template <class Visitor>
    void visit(Visitor&& visitor) {
      visitor("q_hat", q_hat);
    }
  };
  template <class Scalar>
  using state = memory;
  template <class Scalar>
  memory init(task_info const& info) const {
    auto const n = static_cast<std::size_t>(info.classes);
    return {std::vector<double>(n, 1 / static_cast<double>(info.classes)), std::vector<double>(n),
            std::vector<double>(n)};
  }

  constexpr void student_views(view_set& set) const { source.student_views(set); }

  template <class Scalar>
  void predict(memory& st, step<Scalar>& s, student_logits<Scalar> const& z, prediction<Scalar>& record) const {
    no_state none;
    source.predict(none, s, z, record);
    for (std::size_t c = 0; c < st.q_hat.size(); ++c) st.adjustment[c] = strength * std::log(st.q_hat[c] + 1e-12);
    if (record.rows() > 0) {
      detail::mean_of_rows(record.probabilities, std::span(st.batch));
      for (std::size_t c = 0; c < st.q_hat.size(); ++c)
        st.q_hat[c] = momentum * st.q_hat[c] + (1 - momentum) * st.batch[c];
    }
    auto& t = s.memory();
    auto const debiased = add_to_rows(t.constant(record.logits), -1, st.adjustment);
    record.logits = debiased.value();
    record.probabilities = softmax(debiased).value();
  }

  /// What the student's logits are before they meet the target.
  template <class Scalar>
  variable<Scalar> matched(memory const& st, variable<Scalar> z) const {
    return add_to_rows(z, 1, st.adjustment);
  }
};

/// `debiased(student(weak), 1.0, 0.999)`
template <class Source>
constexpr debiased_source<Source> debiased(Source const& source, double strength, double momentum) {
  return {source, strength, momentum};
}

}  // namespace tacit::inline TACIT_ABI
