// Proper scoring rules of predicted probabilities: log loss and Brier score.
#pragma once

#include <cmath>

#include "tacit/loss/detail/rows.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
template <class S, class Label, class Score>
double mean_score(char const* operation, matrix_view<S const> p, vector_view<Label const> y, Score const& score) {
  require_labels(operation, y, p.extent(0), p.extent(1));
  double sum = 0;
  for (index_t i = 0; i < p.extent(0); ++i) sum += score(p.row(i), static_cast<index_t>(y[i]));
  return p.extent(0) == 0 ? 0 : sum / static_cast<double>(p.extent(0));
}
}  // namespace detail

/// Mean of -log p_i[y_i]; infinite where the true class was given probability 0. No rows: 0.
template <FloatingTensor P, Labels Y>
double negative_log_likelihood(P const& p, Y const& y) {
  using S = value_type_of<P>;
  auto const pr = read<2>(p);
  auto const yr = read<1>(y);
  return detail::mean_score<S, value_type_of<Y>>(
      "negative_log_likelihood", *pr, *yr,
      [](vector_view<S const> row, index_t truth) { return -std::log(static_cast<double>(row[truth])); });
}

/// Mean of sum_c (p_ic - [c = y_i])^2: between 0 and 2. No rows: 0.
template <FloatingTensor P, Labels Y>
double brier_score(P const& p, Y const& y) {
  using S = value_type_of<P>;
  auto const pr = read<2>(p);
  auto const yr = read<1>(y);
  return detail::mean_score<S, value_type_of<Y>>("brier_score", *pr, *yr, [](vector_view<S const> row, index_t truth) {
    double sum = 0;
    for (index_t c = 0; c < row.extent(0); ++c) {
      double const difference = static_cast<double>(row[c]) - (c == truth ? 1 : 0);
      sum += difference * difference;
    }
    return sum;
  });
}

}  // namespace tacit::inline TACIT_ABI
