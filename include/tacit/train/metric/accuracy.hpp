// Accuracy and top-k accuracy.
#pragma once

#include "tacit/train/metric/prediction.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
template <class S, class Label>
double top_k_rows(matrix_view<S const> p, vector_view<Label const> y, index_t k) {
  require_labels("top_k_accuracy", y, p.extent(0), p.extent(1));
  index_t right = 0;
  for (index_t i = 0; i < p.extent(0); ++i) {
    largest("top_k_accuracy", p, i);  // refuses NaN
    auto const truth = static_cast<index_t>(y[i]);
    index_t before = 0;
    for (index_t c = 0; c < p.extent(1); ++c) before += p(i, c) > p(i, truth) || (p(i, c) == p(i, truth) && c < truth);
    right += before < k;
  }
  return p.extent(0) == 0 ? 0 : static_cast<double>(right) / static_cast<double>(p.extent(0));
}
}  // namespace detail

/// Share of rows whose true class is among the k largest entries; of equal entries the lower class comes first. No
/// rows: 0. value_error for NaN and for labels out of range.
template <FloatingTensor P, Labels Y>
double top_k_accuracy(P const& p, Y const& y, index_t k) {
  auto const pr = read<2>(p);
  auto const yr = read<1>(y);
  return detail::top_k_rows<value_type_of<P>, value_type_of<Y>>(*pr, *yr, k);
}

/// Share of rows whose largest entry (the first of equals) is the true class.
template <FloatingTensor P, Labels Y>
double accuracy(P const& p, Y const& y) {
  return top_k_accuracy(p, y, 1);
}

}  // namespace tacit::inline TACIT_ABI
