// Target source: the student's mean prediction over several views of a sample (Berthelot et al. 2019).
#pragma once

#include "tacit/ssl/policy.hpp"
#include "tacit/ssl/prediction.hpp"
#include "tacit/ssl/step.hpp"
#include "tacit/ssl/view_list.hpp"

namespace tacit::inline TACIT_ABI {

/// (1/K) sum_k softmax z(view k), in passes of their own before the step's: training mode, no trace in the running
/// statistics, no gradient. Has logits for a single view.
template <std::size_t Count>
struct guessed_source {
  static constexpr char const* called = "guessed";
  static constexpr bool stopped = true;
  view_list<Count> views;

  constexpr void student_views(view_set&) const {}

  template <class Scalar>
  void predict(no_state&, step<Scalar>& s, student_logits<Scalar> const&, prediction<Scalar>& record) const {
    std::array<variable<Scalar>, Count> z;
    s.guess(separate, views.views, z);
    auto const mean = s.memory().take_matrix(z[0].rows(), z[0].columns());
    for (std::size_t k = 0; k < Count; ++k) {
      auto const p = softmax(z[k]).value();
      auto const share = static_cast<Scalar>(1.0 / static_cast<double>(Count));
      for (index_t i = 0; i < mean.extent(0); ++i)
        for (index_t c = 0; c < mean.extent(1); ++c) mean(i, c) = (k == 0 ? Scalar{0} : mean(i, c)) + share * p(i, c);
    }
    record.probabilities = mean;
    if (Count == 1) record.logits = z[0].value();
  }
};

/// `guessed(rows_of(weak, weak2))`
template <std::size_t Count>
constexpr guessed_source<Count> guessed(view_list<Count> const& views) {
  return {views};
}
constexpr guessed_source<1> guessed(sample_view v) { return {rows_of(v)}; }

}  // namespace tacit::inline TACIT_ABI
