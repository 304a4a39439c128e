// Sums of blocks of fixed size, each in double lanes, and the tree that adds the blocks up.
#pragma once

#include "tacit/kernel/detail/lanes.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// Adds count numbers in a balanced tree, in place: ((0 1) (2 3)) ((4 5) 6) ...
inline double tree_sum(double* value, index_t count) {
  if (count == 0) return 0;
  for (; count > 1; count = (count + 1) / 2) {
    for (index_t i = 0; i < count / 2; ++i) value[i] = value[2 * i] + value[2 * i + 1];
    if (count % 2 == 1) value[count / 2] = value[count - 1];
  }
  return value[0];
}

/// Lanes i .. i + L of x as doubles, L the lanes of a double vector.
template <class S, class Span>
TACIT_INLINE pack<double> load_double(S const* x, Span span) {
  if constexpr (std::is_same_v<S, double>) {
    return load(x, span);
  } else {
    typedef S narrow __attribute__((vector_size(TACIT_VECTOR_BYTES * sizeof(S) / sizeof(double))));
    narrow v{};
    if constexpr (std::is_same_v<Span, all_lanes>)
      std::memcpy(&v, x, sizeof v);
    else
      std::memcpy(&v, x, static_cast<std::size_t>(span.count) * sizeof(S));
    return __builtin_convertvector(v, pack<double>);
  }
}

/// Sum of f(x[i], ...) over i < n, f on double vectors, f(0, ...) = 0.
template <class S, class F, class... In>
double block_sum(index_t n, F const& f, In const*... x) {
  constexpr index_t lanes = lane_count<double>;
  pack<double> a{}, b{}, c{}, d{};  // four chains hide the latency of the addition
  index_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    a += f(load_double(x + i, all_lanes{})...);
    b += f(load_double(x + i + lanes, all_lanes{})...);
    c += f(load_double(x + i + 2 * lanes, all_lanes{})...);
    d += f(load_double(x + i + 3 * lanes, all_lanes{})...);
  }
  for (; i + lanes <= n; i += lanes) a += f(load_double(x + i, all_lanes{})...);
  if (i < n) b += f(load_double(x + i, some_lanes{n - i})...);
  return fold_sum<double>((a + b) + (c + d));
}

template <class S, class F, class... In>
double reduce_blocks(context const& ctx, index_t n, F const& f, In const*... x) {
  index_t const blocks = block_count(n, block_elements);
  if (blocks <= 1) return block_sum<S>(n, f, x...);
  scratch_frame frame(ctx);
  double* const partial = frame.take<double>(blocks);
  parallel_ranges(ctx, n, block_elements, [&](index_t first, index_t last, int) {
    partial[first / block_elements] = block_sum<S>(last - first, f, (x + first)...);
  });
  return tree_sum(partial, blocks);
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
