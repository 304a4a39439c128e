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

/// What becomes of the sums of a tile whose first column is `column` of C, from the slice at depth k: only the first
/// one scales C and adds the bias.
template <class S>
tile_output<S> slice_output(epilogue<S> const& finish, index_t k, S* const* row, index_t offset, index_t column_step,
                            index_t column, index_t columns) {
  return {row,
          offset,
          column_step,
          columns,
          finish.alpha,
          k == 0 ? finish.beta : S{1},
          finish.bias && k == 0 ? finish.bias + column : nullptr};
}

/// Sums are cut into slices of this depth, which fit the caches. It depends on the shape only.
template <class S>
index_t slice_depth(index_t depth) {
  return block_count(depth, std::max<index_t>(1, block_count(depth, tiling<S>::depth)));
}

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

/// How C is cut: into blocks of some tiles of rows and some panels of columns. How many of them may depend on the
/// number of threads, since no sum does: a row of C is the same in any block.
template <class S>
struct product_cut {
  using tile = tiling<S>;
  index_t wide;        ///< columns of B that are packed at a time: at most 32 MiB
  index_t columns;     ///< of a block of C
  index_t rows, down;  ///< of C, and blocks one below the other
  index_t slice;       ///< slice_depth

  product_cut(product_shape const& s, int threads) : rows(s.rows) {
    index_t const limit = (index_t{32} << 20) / (static_cast<index_t>(sizeof(S)) * std::max<index_t>(1, s.depth));
    wide = std::min(round_up(s.columns, tile::columns), std::max(tile::columns, limit / tile::columns * tile::columns));
    columns = std::min(wide, 16 * tile::columns);  // a slice of so many panels fits the second cache
    // As many blocks for each thread, eight or more; from 4 tiles high, for each fetches its slices of B, to 16.
    index_t const across = block_count(s.columns, columns), tiles = block_count(s.rows, tile::rows);
    down = std::clamp(threads * block_count(8, across), block_count(tiles, 16), std::max<index_t>(1, tiles / 4));
    slice = slice_depth<S>(s.depth);
  }

  /// The first row of the blocks that are b-th from above; of b = down, the end.
  index_t first_row(index_t b) const { return std::min(rows, b * block_count(rows, tile::rows) / down * tile::rows); }
};

/// B, packed: slices of the depth; of a slice the panels, one behind the other, so that the panels of a slice do not
/// fall into the same lines of a cache.
template <class S>
struct packed_panels {
  using tile = tiling<S>;
  S* data;
  index_t columns, depth, slice;  ///< columns: a multiple of tiling::columns

  index_t deep(index_t k) const { return std::min(slice, depth - k); }
  /// The panel that begins with this column, of the slice that begins at depth k.
  S* at(index_t column, index_t k) const { return data + k * columns + column * deep(k); }

  void pack(index_t column, S const* from, index_t depth_stride, index_t column_stride, index_t used) const {
    for (index_t k = 0; k < depth; k += slice)
      pack_b_panel(at(column, k), from + k * depth_stride, depth_stride, column_stride, deep(k), used);
  }
};

/// A block of C: its first row and column there, the same column in the packed B, its size; and how many rows of A
/// behind it come next.
struct product_area {
  index_t row, column, packed_column, rows, columns, next_rows;
};

/// Steps of a tile's depth between asking for rows of A and packing them, at least.
inline constexpr index_t fetched_steps = 400;

/// One block of C by depth slices. A panel of A is packed and used at once, against every panel of B of the slice: it
/// is in the first cache, B in the second; meanwhile the rows of A that come next are brought nearer.
template <class S>
void product_block(scratch_frame& frame, panel_source<S> const& a, packed_panels<S> const& b, row_target<S> const& c,
                   product_area const& area, epilogue<S> const& finish) {
  using tile = tiling<S>;
  S* const packed = frame.take<S>(tile::rows * tile::depth);
  for (index_t k = 0; k < b.depth; k += b.slice) {
    index_t const deep = b.deep(k);
    // rows that are fetched early enough for memory to answer, however short the work on a panel is
    index_t const lead = tile::rows * (1 + fetched_steps / (deep * block_count(area.columns, tile::columns)));
    for (index_t i = 0; i < area.rows; i += tile::rows) {
      index_t const height = std::min(tile::rows, area.rows - i), next = i + lead;
      a.pack_panel(packed, area.row + i, height, k, deep);
      lines_ahead ahead = a.ahead(area.row + next, std::min(tile::rows, area.rows + area.next_rows - next), k, deep);
      S* row[static_cast<std::size_t>(tile::rows)];
      for (index_t r = 0; r < height; ++r) row[r] = c.row(area.row + i + r) + area.column * c.column_stride;
      for (index_t j = 0; j < area.columns; j += tile::columns) {
        S const* const panel = b.at(area.packed_column + j, k);
        tile_output<S> const to = slice_output(finish, k, row, j * c.column_stride, c.column_stride, area.column + j,
                                               std::min(tile::columns, area.columns - j));
        if (a.along_depth())
          multiply_rows<S, panel_order<S, true>::row_step>(
              height, {packed, panel_order<S, true>::depth_step, panel, deep, 1, nullptr, &ahead}, to);
        else
          multiply_rows<S, panel_order<S, false>::row_step>(
              height, {packed, panel_order<S, false>::depth_step, panel, deep, 1, nullptr, &ahead}, to);
      }
    }
  }
}

/// C = A B with B read through strides; A and C are models like strided_a and strided_c.
template <class S>
void packed_product(context const& ctx, product_shape const& shape, std::type_identity_t<panel_source<S>> const& a,
                    S const* b, index_t b_depth_stride, index_t b_column_stride,
                    std::type_identity_t<row_target<S>> const& c, epilogue<S> const& finish, int worker = 0,
                    bool may_be_parallel = true) {
  using tile = tiling<S>;
  bool const parallel = may_be_parallel && shape.operations() >= parallel_operations;
  product_cut<S> const cut(shape, parallel ? ctx.threads() : 1);
  scratch_frame frame(ctx, worker);
  S* const room = frame.take<S>(cut.wide * shape.depth);

  for (index_t start = 0; start < shape.columns; start += cut.wide) {
    index_t const width = std::min(cut.wide, shape.columns - start);
    packed_panels<S> const panels{room, round_up(width, tile::columns), shape.depth, cut.slice};
    bool const parallel_packing = parallel && width * shape.depth >= (1 << 16);
    for_blocks(ctx, parallel_packing, block_count(width, tile::columns), [&](index_t p, int) {
      index_t const j = p * tile::columns;
      panels.pack(j, b + (start + j) * b_column_stride, b_depth_stride, b_column_stride,
                  std::min(tile::columns, width - j));
    });
    index_t const across = block_count(width, cut.columns);
    for_blocks(ctx, parallel, cut.down * across, [&](index_t block, int block_worker) {
      scratch_frame mine(ctx, parallel ? block_worker : worker);
      index_t const i = cut.first_row(block / across), j = block % across * cut.columns;
      index_t const rows = cut.first_row(block / across + 1) - i, columns = std::min(cut.columns, width - j);
      index_t const next_rows = across == 1 && cut.slice >= shape.depth ? shape.rows - i - rows : 0;
      product_block<S>(mine, a, panels, c, {i, start + j, j, rows, columns, next_rows}, finish);
    });
  }
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
