// From rows of class probabilities (or logits) to predicted classes.
#pragma once

#include <string>
#include <vector>

#include "tacit/loss/detail/rows.hpp"
#include "tacit/tensor/access.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
/// The index of the largest element, the first of equals; value_error for NaN, which must not count as class 0.
template <class S>
index_t largest(char const* operation, matrix_view<S const> p, index_t row) {
  index_t best = 0;
  for (index_t c = 0; c < p.extent(1); ++c) {
    if (p(row, c) != p(row, c))
      throw_error<value_error>("{}: row {}, column {}: expected a number, got NaN", {operation, row, c});
    if (p(row, c) > p(row, best)) best = c;
  }
  return best;
}

template <class S>
std::vector<int> predicted_rows(matrix_view<S const> p) {
  if (p.extent(1) == 0 && p.extent(0) > 0) throw_shape("predicted_classes", "classes", "at least 1", "0");
  std::vector<int> classes;
  for (index_t i = 0; i < p.extent(0); ++i) classes.push_back(static_cast<int>(largest("predicted_classes", p, i)));
  return classes;
}
}  // namespace detail

/// The class of the largest entry of each row, the first of equals. value_error for NaN.
template <FloatingTensor P>
std::vector<int> predicted_classes(P const& p) {
  auto const pr = read<2>(p);
  return detail::predicted_rows<value_type_of<P>>(*pr);
}

}  // namespace tacit::inline TACIT_ABI
