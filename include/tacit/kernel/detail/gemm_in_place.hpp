// Small products: what they read lies in the first caches. A is read where it is, and so is B where it is dense.
#pragma once

#include "tacit/kernel/detail/gemm_blocks.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// On the calling thread, by low tiles; the same sums as packed_product's, to the bit.
template <class S>
void product_in_place(context const& ctx, matrix_view<S const> a, matrix_view<S const> b, matrix_view<S> c,
                      epilogue<S> const& finish) {
  using tile = tiling<S>;
  index_t const rows = c.extent(0), columns = c.extent(1), depth = a.extent(1), slice = slice_depth<S>(depth);
  bool const packs = b.stride(1) != 1 || columns % tile::lanes != 0;  // a tile reads whole vectors
  scratch_frame frame(ctx);
  S* const packed = frame.take<S>(packs ? slice * tile::columns : 0);
  S** const row = frame.take<S*>(rows);
  for (index_t i = 0; i < rows; ++i) row[i] = c.data() + i * c.stride(0);
  index_t k = 0;
  do {  // once without a depth, too: C may be scaled
    index_t const deep = std::min(slice, depth - k);
    for (index_t j = 0; j < columns; j += tile::columns) {
      index_t const width = std::min(tile::columns, columns - j);
      S const* const from = b.data() + k * b.stride(0) + j * b.stride(1);
      if (packs) pack_b_panel(packed, from, b.stride(0), b.stride(1), deep, width);
      tile_input<S> in{a.data() + k * a.stride(1), a.stride(1), packs ? packed : from, deep};
      if (!packs) in.b_step = b.stride(0);
      multiply_low_tiles<S>(rows, a.stride(0), in,
                            slice_output(finish, k, row, j * c.stride(1), c.stride(1), j, width));
    }
    k += slice;
  } while (k < depth);
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
