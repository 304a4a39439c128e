// Target source: a table of probabilities that was made before the run, a row for each place of the pool.
#pragma once

#include <memory>
#include <utility>

#include "tacit/ssl/policy.hpp"
#include "tacit/ssl/prediction.hpp"
#include "tacit/ssl/step.hpp"
#include "tacit/ssl/view_list.hpp"
#include "tacit/tensor/tensor.hpp"

namespace tacit::inline TACIT_ABI {

/// What an earlier model said about the pool (Noisy Student, distillation from stored predictions).
template <std::floating_point Scalar>
struct given_source {
  static constexpr char const* called = "given";
  static constexpr bool stopped = true;
  std::shared_ptr<tensor<Scalar, 2> const> table;

  constexpr void student_views(view_set&) const {}

  void predict(no_state&, step<Scalar>& s, student_logits<Scalar> const&, prediction<Scalar>& record) const {
    auto const index = s.indices();
    auto const rows = s.memory().take_matrix(static_cast<index_t>(index.size()), table->extent(1));
    for (index_t i = 0; i < rows.extent(0); ++i)
      for (index_t c = 0; c < rows.extent(1); ++c) rows(i, c) = (*table)(index[static_cast<std::size_t>(i)], c);
    record.probabilities = rows;
  }
};

/// `given(table)`: row i belongs to place i of task.split.pool.
template <std::floating_point Scalar>
given_source<Scalar> given(tensor<Scalar, 2> table) {
  return {std::make_shared<tensor<Scalar, 2> const>(std::move(table))};
}

}  // namespace tacit::inline TACIT_ABI
