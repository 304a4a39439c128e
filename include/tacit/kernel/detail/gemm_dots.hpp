// Products of few rows or columns, both factors dense along the depth: a dot product for each number of C.
#pragma once

#include "tacit/kernel/detail/gemm_blocks.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

template <class S>
S dot(index_t n, S const* x, S const* y) {
  pack<S> sum{};
  index_t k = 0;
  for (; k + lane_count<S> <= n; k += lane_count<S>) sum += load(x + k, all_lanes{}) * load(y + k, all_lanes{});
  S total = fold_sum<S>(sum);
  for (; k < n; ++k) total += x[k] * y[k];
  return total;
}

/// Whether dot products pay: in other shapes the lanes of a tile are worth more than packing B costs.
template <class S>
bool dots_pay(product_shape const& s, matrix_view<S const> a, matrix_view<S const> b) {
  return a.stride(1) == 1 && b.stride(0) == 1 && s.depth >= lane_count<S> && (s.columns <= 4 || s.rows <= 2);
}

/// Requires a.stride(1) = b.stride(0) = 1.
template <class S>
void product_by_dots(matrix_view<S const> a, matrix_view<S const> b, matrix_view<S> c, epilogue<S> const& finish) {
  for (index_t i = 0; i < c.extent(0); ++i)
    for (index_t j = 0; j < c.extent(1); ++j) {
      S& to = c(i, j);
      S value = finish.alpha * dot(a.extent(1), a.data() + i * a.stride(0), b.data() + j * b.stride(1));
      if (finish.beta != 0) value += finish.beta * to;
      if (finish.bias) value += finish.bias[j];
      to = value;
    }
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
