// Few rows and columns, but much depth: the depth is cut into parts, whose products are added in a fixed tree.
#pragma once

#include "tacit/kernel/detail/gemm_blocks.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// part[0][i] = the sum over the parts, for first <= i < last, in a balanced tree; `size` elements a part.
template <class S>
void tree_add(S* part, index_t parts, index_t size, index_t first, index_t last) {
  for (index_t step = 1; step < parts; step *= 2)
    for (index_t p = 0; p + step < parts; p += 2 * step) {
      S* const to = part + p * size;
      S const* const from = part + (p + step) * size;
      for (index_t i = first; i < last; ++i) to[i] += from[i];
    }
}

/// In how many parts the depth of a product is cut; 1: not at all. Depends on the shape only.
template <class S>
index_t depth_parts(product_shape const& s) {
  index_t const columns = product_cut<S>(s, 1).columns;
  index_t const blocks = block_count(s.rows, 4 * tiling<S>::rows) * block_count(s.columns, columns);
  if (blocks >= 8 || s.operations() < 2 * parallel_operations) return 1;
  return std::clamp<index_t>(s.depth / (2 * tiling<S>::depth), 1, 16);
}

template <class S>
void split_product(context const& ctx, index_t parts, product_shape const& s, panel_source<S> const& a, S const* b,
                   index_t b_depth_stride, index_t b_column_stride, strided_c<S> const& c, epilogue<S> const& finish) {
  index_t const size = s.rows * s.columns, deep = block_count(s.depth, parts);
  scratch_frame frame(ctx);
  S* const part = frame.take<S>(parts * size);
  parallel_for(ctx, parts, [&](index_t p, int worker) {
    index_t const first = std::min(s.depth, p * deep), depth = std::min(deep, s.depth - first);
    strided_c<S> const to{part + p * size, s.columns};
    if (depth == 0) clear_run(to.data, size);
    for (index_t k = 0; k < depth; k += tiling<S>::depth) {  // slices of B that stay in the cache
      packed_product(ctx, {s.rows, s.columns, std::min(tiling<S>::depth, depth - k)}, a.from_depth(first + k),
                     b + (first + k) * b_depth_stride, b_depth_stride, b_column_stride, to,
                     epilogue<S>{.beta = k == 0 ? S{0} : S{1}}, worker, false);
    }
  });
  parallel_ranges(ctx, s.rows, std::max<index_t>(1, 4096 / s.columns), [&](index_t first, index_t last, int) {
    tree_add(part, parts, size, first * s.columns, last * s.columns);
    for (index_t i = first; i < last; ++i)
      for (index_t j = 0; j < s.columns; ++j) {
        S& to = c.row(i)[j * c.column_stride];
        S value = finish.alpha * part[i * s.columns + j];
        if (finish.beta != 0) value += finish.beta * to;
        if (finish.bias) value += finish.bias[j];
        to = value;
      }
  });
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
