// Products too small for packing: loops straight over the operands, whatever their strides.
#pragma once

#include "tacit/kernel/detail/gemm_blocks.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// Products of at most this many multiply-adds take the direct path.
inline constexpr double direct_operations = 1 << 13;

template <class S>
S strided_dot(index_t n, S const* x, index_t x_step, S const* y, index_t y_step) {
  if (x_step == 1 && y_step == 1) {
    pack<S> sum{};
    index_t k = 0;
    for (; k + lane_count<S> <= n; k += lane_count<S>) sum += load(x + k, all_lanes{}) * load(y + k, all_lanes{});
    S total = fold_sum<S>(sum);
    for (; k < n; ++k) total += x[k] * y[k];
    return total;
  }
  S total = 0;
  for (index_t k = 0; k < n; ++k) total += x[k * x_step] * y[k * y_step];
  return total;
}

template <class S>
void direct_product(matrix_view<S const> a, matrix_view<S const> b, matrix_view<S> c, epilogue<S> const& finish) {
  constexpr index_t strip = 64;
  index_t const columns = b.extent(1), depth = b.extent(0);
  bool const by_rows = b.stride(1) == 1 && columns >= 4;  // else by dot products
  S sum[strip];
  for (index_t i = 0; i < a.extent(0); ++i)
    for (index_t j = 0; j < columns; j += strip) {
      index_t const width = std::min(strip, columns - j);
      S const* const from = a.data() + i * a.stride(0);
      if (by_rows) {
        for (index_t x = 0; x < width; ++x) sum[x] = 0;
        for (index_t k = 0; k < depth; ++k) {
          S const factor = from[k * a.stride(1)];
          S const* const line = b.data() + k * b.stride(0) + j;
          for (index_t x = 0; x < width; ++x) sum[x] += factor * line[x];
        }
      } else {
        for (index_t x = 0; x < width; ++x)
          sum[x] = strided_dot(depth, from, a.stride(1), b.data() + (j + x) * b.stride(1), b.stride(0));
      }
      for (index_t x = 0; x < width; ++x) {
        S& to = c(i, j + x);
        S value = finish.alpha * sum[x];
        if (finish.beta != 0) value += finish.beta * to;
        if (finish.bias) value += finish.bias[j + x];
        to = value;
      }
    }
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
