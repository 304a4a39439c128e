// Packing: parts of A and B copied into dense panels, in the order in which the register tile reads them.
#pragma once

#include "tacit/kernel/detail/gemm_micro.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// Copies n elements; runs are short, so a call of memcpy would cost more than the copy.
template <class S>
TACIT_INLINE void copy_run(S* to, S const* from, index_t n) {
  constexpr index_t lanes = lane_count<S>;
  for (; n >= lanes; n -= lanes, to += lanes, from += lanes) store(to, load(from, all_lanes{}), all_lanes{});
  copy_lanes<S>(to, from, n);
}

template <class S>
TACIT_INLINE void clear_run(S* to, index_t n) {
  constexpr index_t lanes = lane_count<S>;
  for (; n >= lanes; n -= lanes, to += lanes) store(to, pack<S>{}, all_lanes{});
  for (; n > 0; --n) *to++ = 0;
}

/// to[r * to_step + c] = from[c * from_step + r] for one square of vectors, of which the first `used` are read; the
/// rest is zero.
template <class S>
TACIT_INLINE void transpose_square(S const* from, index_t from_step, S* to, index_t to_step,
                                   index_t used = lane_count<S>) {
  pack<S> line[lane_count<S>];
#pragma GCC unroll 16
  for (index_t i = 0; i < lane_count<S>; ++i) line[i] = i < used ? load(from + i * from_step, all_lanes{}) : pack<S>{};
  transpose<S>(line);
#pragma GCC unroll 16
  for (index_t i = 0; i < lane_count<S>; ++i) store(to + i * to_step, line[i], all_lanes{});
}

/// How the tile reads a panel of A: along the depth (rows are dense) or depth by depth.
template <class S, bool AlongDepth>
struct panel_order {
  static constexpr index_t row_step = AlongDepth ? tiling<S>::depth : 1;
  static constexpr index_t depth_step = AlongDepth ? 1 : tiling<S>::rows;
};

/// A of a product behind pointers: the product is compiled once, and each way of packing A once. What it refers to must
/// outlive it.
template <class S>
class panel_source {
 public:
  template <class A>
  panel_source(A const& a)
      : self_(&a),
        pack_([](void const* self, S* to, index_t first_row, index_t rows, index_t first, index_t depth) {
          static_cast<A const*>(self)->pack_panel(to, first_row, rows, first, depth);
        }),
        along_depth_(A::depth_step == 1) {
    if constexpr (requires { &A::ahead; })
      ahead_ = [](void const* self, index_t first_row, index_t rows, index_t first, index_t depth) {
        return static_cast<A const*>(self)->ahead(first_row, rows, first, depth);
      };
  }

  bool along_depth() const { return along_depth_; }
  /// The same A without its first `depth` columns.
  panel_source from_depth(index_t depth) const {
    panel_source rest = *this;
    rest.first_depth_ += depth;
    return rest;
  }
  void pack_panel(S* to, index_t first_row, index_t rows, index_t first, index_t depth) const {
    pack_(self_, to, first_row, rows, first_depth_ + first, depth);
  }
  /// The lines of such a part of A, where fetching them early pays; else none.
  lines_ahead ahead(index_t first_row, index_t rows, index_t first, index_t depth) const {
    return ahead_ ? ahead_(self_, first_row, rows, first_depth_ + first, depth) : lines_ahead{};
  }

 private:
  void const* self_;
  void (*pack_)(void const*, S*, index_t, index_t, index_t, index_t);
  lines_ahead (*ahead_)(void const*, index_t, index_t, index_t, index_t) = nullptr;
  bool along_depth_;
  index_t first_depth_ = 0;
};

/// A of a product, read through strides. Rows that are dense along the depth are packed row by row, others depth by
/// depth: the tile reads both, so A is never transposed.
template <class S, bool AlongDepth>
struct strided_a : panel_order<S, AlongDepth> {
  using panel_order<S, AlongDepth>::row_step, panel_order<S, AlongDepth>::depth_step;

  strided_a(S const* from, index_t row_stride, index_t along)
      : data(from), rows_stride(row_stride), depth_stride(along) {}

  S const* data;
  index_t rows_stride, depth_stride;

  lines_ahead ahead(index_t first_row, index_t rows, index_t first, index_t depth) const {
    if (depth_stride != 1) return {};
    constexpr index_t bytes = static_cast<index_t>(sizeof(S));
    S const* const from = data + first_row * rows_stride + first;
    return {reinterpret_cast<std::byte const*>(from), rows, rows_stride * bytes,
            block_count(depth * bytes, lines_ahead::line_bytes)};
  }
  void pack_panel(S* to, index_t first_row, index_t rows, index_t first, index_t depth) const {
    S const* const from = data + first_row * rows_stride + first * depth_stride;
    if constexpr (AlongDepth) {
      for (index_t i = 0; i < rows; ++i) {
        if (depth_stride == 1)
          copy_run(to + i * row_step, from + i * rows_stride, depth);
        else
          for (index_t k = 0; k < depth; ++k) to[i * row_step + k] = from[i * rows_stride + k * depth_stride];
      }
    } else if (rows == tiling<S>::rows && rows_stride == 1) {
      for (index_t k = 0; k < depth; ++k)
        std::memcpy(to + k * depth_step, from + k * depth_stride, sizeof(S) * tiling<S>::rows);
    } else {
      for (index_t k = 0; k < depth; ++k)
        for (index_t i = 0; i < rows; ++i) to[k * depth_step + i] = from[i * rows_stride + k * depth_stride];
    }
  }
};

/// Packs `depth` rows of up to tiling::columns columns of B. The rest of the last vector is zero; vectors beyond it are
/// not written, since the tile does not read them.
template <class S>
void pack_b_panel(S* to, S const* from, index_t depth_stride, index_t column_stride, index_t depth, index_t columns) {
  constexpr index_t width = tiling<S>::columns, lanes = tiling<S>::lanes;
  if (column_stride == 1) {
    constexpr index_t ahead = 16;  // rows of B lie apart: the processor sees no sequence
    for (index_t k = 0; k < depth; ++k, to += width, from += depth_stride) {
      index_t j = 0;
      for (; j + lanes <= columns; j += lanes) {
        prefetch(from + ahead * depth_stride + j);
        store(to + j, load(from + j, all_lanes{}), all_lanes{});
      }
      if (j == columns) continue;
      copy_run(to + j, from + j, columns - j);
      clear_run(to + columns, j + lanes - columns);
    }
    return;
  }
  for (index_t j = 0; j < columns; j += lanes) {
    index_t const used = std::min(lanes, columns - j);
    index_t k = 0;
    if (depth_stride == 1)
      for (; k + lanes <= depth; k += lanes)
        transpose_square(from + j * column_stride + k, column_stride, to + k * width + j, width, used);
    for (; k < depth; ++k) {
      S* const line = to + k * width + j;
      for (index_t c = 0; c < used; ++c) line[c] = from[k * depth_stride + (j + c) * column_stride];
      clear_run(line + used, lanes - used);
    }
  }
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
