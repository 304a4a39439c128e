// Target source: a table of soft labels, what the network last said about each sample of the pool (Arazo et al. 2020).
#pragma once

#include <algorithm>

#include "tacit/ssl/policy.hpp"
#include "tacit/ssl/prediction.hpp"
#include "tacit/ssl/step.hpp"
#include "tacit/ssl/view_list.hpp"
#include "tacit/tensor/tensor.hpp"

namespace tacit::inline TACIT_ABI {

/// One row a pool sample, 1/C in the beginning.
template <class Scalar>
struct soft_label_state {
  tensor<Scalar, 2> table;
  template <class Visitor>
  void visit(Visitor&& visitor) {
    visitor("table", table);
  }
};

/// The rows of the batch, as they were before the step; afterwards they become softmax z(view), of a pass by its own
/// batch statistics, without dropout, trace or gradient. A pool sample is shown once an epoch, so its label is one
/// epoch old, as if the whole table were exchanged at the epoch's end.
struct soft_label_source {
  static constexpr char const* called = "soft_labels";
  static constexpr bool stopped = true;
  template <class Scalar>
  using state = soft_label_state<Scalar>;

  sample_view view;

  constexpr void student_views(view_set&) const {}

  template <class Scalar>
  soft_label_state<Scalar> init(task_info const& info) const {
    soft_label_state<Scalar> st{tensor<Scalar, 2>({info.pool, info.classes})};
    std::fill(st.table.begin(), st.table.end(), static_cast<Scalar>(1.0 / static_cast<double>(info.classes)));
    return st;
  }

  template <class Scalar>
  void predict(soft_label_state<Scalar>& st, step<Scalar>& s, student_logits<Scalar> const&,
               prediction<Scalar>& record) const {
    auto const index = s.indices();
    auto const rows = s.memory().take_matrix(static_cast<index_t>(index.size()), st.table.extent(1));
    for (index_t i = 0; i < rows.extent(0); ++i)
      for (index_t c = 0; c < rows.extent(1); ++c) rows(i, c) = st.table(index[static_cast<std::size_t>(i)], c);
    record.probabilities = rows;
  }

  template <class Scalar>
  void observe(soft_label_state<Scalar>& st, step<Scalar>& s, student_logits<Scalar> const&) const {
    auto const p = softmax(s.observe(s.student(), separate(view))[0]).value();
    auto const index = s.indices();
    for (index_t i = 0; i < p.extent(0); ++i)
      for (index_t c = 0; c < p.extent(1); ++c) st.table(index[static_cast<std::size_t>(i)], c) = p(i, c);
  }
};

/// `soft_labels(clean)`
constexpr soft_label_source soft_labels(sample_view v) { return {v}; }

}  // namespace tacit::inline TACIT_ABI
