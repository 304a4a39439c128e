// Products too small for packing: loops straight over the operands, whatever their strides.
#pragma once

#include "tacit/kernel/detail/gemm_blocks.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// Products of at most this many multiply-adds take the direct path; a few rows would not fill the tiles.
inline constexpr double direct_operations = 1 << 8, direct_few_rows = 1 << 13;

template <class S>
S dot(index_t n, S const* x, S const* y) {
  pack<S> sum{};
  index_t k = 0;
  for (; k + lane_count<S> <= n; k += lane_count<S>) sum += load(x + k, all_lanes{}) * load(y + k, all_lanes{});
  S total = fold_sum<S>(sum);
  for (; k < n; ++k) total += x[k] * y[k];
  return total;
}

/// Row by row: by dot products where both operands run along the depth; else by adding up rows of b, a strip of columns
/// at a time, after copying the strip where its rows are not contiguous.
template <class S>
void direct_product(context const& ctx, matrix_view<S const> a, matrix_view<S const> b, matrix_view<S> c,
                    epilogue<S> const& finish) {
  constexpr index_t strip = 64;
  index_t const columns = b.extent(1), depth = b.extent(0);
  bool const by_dots = a.stride(1) == 1 && b.stride(0) == 1 && (depth >= lane_count<S> || columns < 4);
  bool const copies = !by_dots && b.stride(1) != 1;
  scratch_frame frame(ctx);
  S* const copied = frame.take<S>(copies ? depth * strip : 0);
  S sum[strip];
  for (index_t j = 0; j < columns; j += strip) {
    index_t const width = std::min(strip, columns - j);
    if (copies)
      for (index_t k = 0; k < depth; ++k)
        for (index_t x = 0; x < width; ++x) copied[k * strip + x] = b(k, j + x);
    S const* const lines = copies ? copied : b.data() + j;
    index_t const line_step = copies ? strip : b.stride(0);
    for (index_t i = 0; i < a.extent(0); ++i) {
      S const* const from = a.data() + i * a.stride(0);
      if (by_dots) {
        for (index_t x = 0; x < width; ++x) sum[x] = dot(depth, from, b.data() + (j + x) * b.stride(1));
      } else {
        for (index_t x = 0; x < width; ++x) sum[x] = 0;
        for (index_t k = 0; k < depth; ++k) {
          S const factor = from[k * a.stride(1)];
          S const* const line = lines + k * line_step;
          for (index_t x = 0; x < width; ++x) sum[x] += factor * line[x];
        }
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
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
