// The packed product: B in panels, C in blocks of rows and columns that are cut by shape and shared by the threads.
#pragma once

#include "tacit/kernel/detail/gemm_pack.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

struct product_shape {
  index_t rows, columns, depth;
  double operations() const {
    return static_cast<double>(rows) * static_cast<double>(columns) * static_cast<double>(depth);
  }
};

/// Products of fewer multiply-adds run on the calling thread: opening a parallel region would cost more.
inline constexpr double parallel_operations = 1 << 20;

template <class Body>
void for_blocks(context const& ctx, bool parallel, index_t blocks, Body&& body) {
  if (parallel)
    parallel_for(ctx, blocks, body);
  else
    for (index_t b = 0; b < blocks; ++b) body(b, 0);
}

constexpr index_t round_up(index_t n, index_t step) { return (n + step - 1) / step * step; }

/// c = alpha a b + beta c + bias (a row).
template <class S>
struct epilogue {
  S alpha = 1, beta = 0;
  S const* bias = nullptr;
};

/// C through strides.
template <class S>
struct strided_c {
  S* data;
  index_t rows_stride, column_stride = 1;
  S* row(index_t i) const { return data + i * rows_stride; }
};

/// Rows of C behind a pointer, as panel_source is for A. What it refers to must outlive it.
template <class S>
struct row_target {
  template <class C>
  row_target(C const& c)
      : column_stride(c.column_stride),
        self(&c),
        row_of([](void const* to, index_t i) { return static_cast<C const*>(to)->row(i); }) {}

  S* row(index_t i) const { return row_of(self, i); }

  index_t column_stride;
  void const* self;
  S* (*row_of)(void const* self, index_t i);
};

/// One block of C: rows first_row .. + rows, B panels `panels` (all of the depth), by depth slices that fit the caches.
/// A panel of A is packed and used at once, against every panel of B: it is in the first cache, B in the second.
template <class S>
void product_block(scratch_frame& frame, panel_source<S> const& a, S const* panels, row_target<S> const& c,
                   index_t first_row, index_t rows, index_t first_column, index_t columns, index_t depth,
                   epilogue<S> const& finish) {
  using tile = tiling<S>;
  S* const packed = frame.take<S>(tile::rows * tile::depth);
  index_t const slices = block_count(depth, tile::depth), slice = block_count(depth, slices);
  for (index_t k = 0; k < depth; k += slice) {
    index_t const deep = std::min(slice, depth - k);
    for (index_t i = 0; i < rows; i += tile::rows) {
      index_t const height = std::min(tile::rows, rows - i);
      a.pack_panel(packed, first_row + i, height, k, deep);
      S* row[static_cast<std::size_t>(tile::rows)];
      for (index_t r = 0; r < height; ++r) row[r] = c.row(first_row + i + r) + first_column * c.column_stride;
      for (index_t j = 0; j < columns; j += tile::columns) {
        tile_output<S> const to{row,
                                c.column_stride,
                                std::min(tile::columns, columns - j),
                                finish.alpha,
                                k == 0 ? finish.beta : S{1},
                                finish.bias && k == 0 ? finish.bias + first_column + j : nullptr};
        S const* const b = panels + j * depth + k * tile::columns;
        if (a.along_depth())
          multiply_rows<S, panel_order<S, true>::row_step>(height, {packed, panel_order<S, true>::depth_step, b, deep},
                                                           to);
        else
          multiply_rows<S, panel_order<S, false>::row_step>(height,
                                                            {packed, panel_order<S, false>::depth_step, b, deep}, to);
        for (index_t r = 0; r < height; ++r) row[r] += tile::columns * c.column_stride;
      }
    }
  }
}

/// How C is cut. Depends on the shape only.
template <class S>
struct product_cut {
  using tile = tiling<S>;
  index_t wide;           ///< columns of B that are packed at a time: at most 32 MiB
  index_t rows, columns;  ///< of a block of C

  explicit product_cut(product_shape const& s) {
    index_t const limit = (index_t{32} << 20) / (static_cast<index_t>(sizeof(S)) * std::max<index_t>(1, s.depth));
    wide = std::min(round_up(s.columns, tile::columns), std::max(tile::columns, limit / tile::columns * tile::columns));
    columns = std::min(wide, 8 * tile::columns);  // a slice of so many panels fits the second cache
    index_t const tiles = block_count(s.rows, tile::rows) * block_count(s.columns, columns);
    rows = tile::rows * std::clamp<index_t>(tiles / 32, 4, 16);  // blocks for many threads, each using B often
  }
};

/// C = A B with B read through strides; A and C are models like strided_a and strided_c.
template <class S>
void packed_product(context const& ctx, product_shape const& shape, std::type_identity_t<panel_source<S>> const& a,
                    S const* b, index_t b_depth_stride, index_t b_column_stride,
                    std::type_identity_t<row_target<S>> const& c, epilogue<S> const& finish, int worker = 0,
                    bool may_be_parallel = true) {
  using tile = tiling<S>;
  product_cut<S> const cut(shape);
  bool const parallel = may_be_parallel && shape.operations() >= parallel_operations;
  scratch_frame frame(ctx, worker);
  S* const panels = frame.take<S>(cut.wide * shape.depth);

  for (index_t start = 0; start < shape.columns; start += cut.wide) {
    index_t const width = std::min(cut.wide, shape.columns - start);
    bool const parallel_packing = parallel && width * shape.depth >= (1 << 16);
    for_blocks(ctx, parallel_packing, block_count(width, tile::columns), [&](index_t p, int) {
      index_t const j = p * tile::columns;
      pack_b_panel(panels + j * shape.depth, b + (start + j) * b_column_stride, b_depth_stride, b_column_stride,
                   shape.depth, std::min(tile::columns, width - j));
    });
    index_t const across = block_count(width, cut.columns);
    for_blocks(ctx, parallel, block_count(shape.rows, cut.rows) * across, [&](index_t block, int block_worker) {
      scratch_frame mine(ctx, parallel ? block_worker : worker);
      index_t const i = block / across * cut.rows, j = block % across * cut.columns;
      product_block<S>(mine, a, panels + j * shape.depth, c, i, std::min(cut.rows, shape.rows - i), start + j,
                       std::min(cut.columns, width - j), shape.depth, finish);
    });
  }
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
