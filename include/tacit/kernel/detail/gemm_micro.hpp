// The register tile: a block of C kept in registers while the depth of A and B runs past it.
#pragma once

#include <cstddef>
#include <type_traits>

#include "tacit/kernel/detail/lanes.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// Sizes of a register tile and of the blocks around it. With 32 vector registers 28 hold sums, with 16 registers 12.
template <class S>
struct tiling {
  static constexpr bool many_registers = TACIT_VECTOR_BYTES == 64
#if defined(__aarch64__)
                                         || true
#endif
      ;
  static constexpr index_t lanes = lane_count<S>;
  static constexpr index_t rows = many_registers ? 14 : 6;
  static constexpr index_t vectors = 2;
  static constexpr index_t columns = vectors * lanes;
  /// Depth of a packed panel of A: a panel stays in the first cache.
  static constexpr index_t depth = 1024 / static_cast<index_t>(sizeof(S));
};

/// Part of a matrix that will be wanted soon: `lines` cache lines of each of some rows. A full tile asks for one line a
/// step of its depth, since a burst of requests would stall it; the next tile goes on where it stopped.
struct lines_ahead {
  static constexpr index_t line_bytes = 64;
  std::byte const* row = nullptr;
  index_t rows = 0, row_bytes = 0, lines = 0, line = 0;

  TACIT_INLINE void fetch_one() {
    if (rows <= 0) return;
    prefetch(row + line * line_bytes);
    if (++line < lines) return;
    line = 0;
    row += row_bytes;
    --rows;
  }
};

/// What a tile reads. Row i of A at depth k: a[i * row_step + k * step].
/// B is a panel of `tiling::columns` columns, dense (low tiles take any b_step). The depth may come in segments, each
/// with an offset into A.
template <class S>
struct tile_input {
  S const* a;
  index_t step;
  S const* b;
  index_t depth;
  index_t segments = 1;
  index_t const* offset = nullptr;  ///< of each segment; null: one segment at a
  lines_ahead* ahead = nullptr;
  index_t b_step = tiling<S>::columns;  ///< from a row of B to the next one
};

/// Where a tile goes: c = alpha a b + beta c + bias, row by row. c is not read where beta is 0.
template <class S>
struct tile_output {
  S* const* row;
  index_t offset;  ///< of the first column in each row
  index_t column_step;
  index_t columns;
  S alpha, beta;
  S const* bias;  ///< of the tile's first column, or null
};

/// The sums of a tile: Rows x Vectors registers.
template <class S, index_t Rows, index_t Vectors>
using tile_sums = pack<S>[static_cast<std::size_t>(Rows)][static_cast<std::size_t>(Vectors)];

/// c = alpha sum + beta c + bias for a vector of a tile's columns, from column j on.
template <class S, class Span>
TACIT_INLINE void store_lanes(pack<S> sum, S alpha, S beta, S const* bias, S* c, index_t j, Span span) {
  pack<S> value = alpha * sum;
  if (beta != 0) value += beta * load(c + j, span);
  if (bias) value += load(bias + j, span);
  store(c + j, value, span);
}

/// Stores a tile that is not full, or whose columns lie apart in C: the first out.columns of each row of sums.
template <class S>
[[gnu::noinline]] void store_part(index_t rows, S const (*sums)[tiling<S>::columns], S* const* row,
                                  tile_output<S> const& out) {
  if (out.column_step == 1) {
    S const alpha = out.alpha, beta = out.beta;
    S const* const bias = out.bias;
    index_t const columns = out.columns;
    for (index_t i = 0; i < rows; ++i) {
      S* const c = row[i] + out.offset;
      for_lanes<S>(columns, [&](index_t j, auto span) TACIT_DETAIL_INLINED {
        store_lanes<S>(load(sums[i] + j, all_lanes{}), alpha, beta, bias, c, j, span);
      });
    }
    return;
  }
  for (index_t i = 0; i < rows; ++i)
    for (index_t j = 0; j < out.columns; ++j) {
      S& c = row[i][out.offset + j * out.column_step];
      S value = out.alpha * sums[i][j];
      if (out.beta != 0) value += out.beta * c;
      if (out.bias) value += out.bias[j];
      c = value;
    }
}

template <class S, index_t Rows, index_t Vectors>
TACIT_INLINE void store_tile(tile_sums<S, Rows, Vectors> const& sum, tile_output<S> const& out, index_t first_row) {
  S* const* const row = out.row + first_row;
  constexpr index_t lanes = tiling<S>::lanes;
  if (out.columns == Vectors * lanes && out.column_step == 1) {
    S const alpha = out.alpha, beta = out.beta;  // C might hold them, for all that the compiler knows
    S const* const bias = out.bias;
    index_t const offset = out.offset;
#pragma GCC unroll 16
    for (index_t i = 0; i < Rows; ++i) {
      S* const c = row[i] + offset;
#pragma GCC unroll 16
      for (index_t v = 0; v < Vectors; ++v) store_lanes<S>(sum[i][v], alpha, beta, bias, c, v * lanes, all_lanes{});
    }
    return;
  }
  alignas(TACIT_VECTOR_BYTES) S line[static_cast<std::size_t>(Rows)][tiling<S>::columns];
#pragma GCC unroll 16
  for (index_t i = 0; i < Rows; ++i)
#pragma GCC unroll 16
    for (index_t v = 0; v < Vectors; ++v) store(line[i] + v * lanes, sum[i][v], all_lanes{});
  store_part(Rows, line, row, out);
}

/// Rows first_row, ..., first_row + Rows - 1 of what `in` and `out` describe. Both are passed on as they are: copies of
/// them, made in vectors of what was just written in words, would wait until all of the tile before is stored. RowStep
/// is index_t or, where B is dense, an integral_constant, which saves registers.
template <class S, index_t Rows, index_t Vectors, class RowStep>
void multiply_tile(RowStep row_step, tile_input<S> const& in, tile_output<S> const& out, index_t first_row) {
  constexpr index_t lanes = tiling<S>::lanes;
  tile_sums<S, Rows, Vectors> sum = {};
  S const* b = in.b;
  lines_ahead ahead = in.ahead ? *in.ahead : lines_ahead{};
#pragma GCC unroll 16
  for (index_t i = 0; i < Rows; ++i) {  // C is needed when the sums are done: fetch it meanwhile
    S* const c = out.row[first_row + i] + out.offset;
#pragma GCC unroll 16
    for (index_t v = 0; v < Vectors; ++v) __builtin_prefetch(c + v * lanes, 1);
  }
  index_t const depth = in.depth, step = in.step;
  index_t const b_step = std::is_same_v<RowStep, index_t> ? in.b_step : tiling<S>::columns;
  for (index_t segment = 0; segment < in.segments; ++segment) {
    S const* a = in.a + first_row * row_step + (in.offset ? in.offset[segment] : 0);
    auto const add_step = [&]() TACIT_DETAIL_INLINED {
      pack<S> line[static_cast<std::size_t>(Vectors)];
#pragma GCC unroll 16
      for (index_t v = 0; v < Vectors; ++v) line[v] = load(b + v * lanes, all_lanes{});
#pragma GCC unroll 16
      for (index_t i = 0; i < Rows; ++i) {
        S const factor = a[i * row_step];
#pragma GCC unroll 16
        for (index_t v = 0; v < Vectors; ++v) sum[i][v] += factor * line[v];
      }
      a += step;
      b += b_step;
    };
    // Two steps a turn: what counts the steps takes turns with the products in the same units. Steps that fetch have a
    // loop of their own, since with its branches compilers find no registers for all the sums.
    index_t k = 0;
    if constexpr (Rows == tiling<S>::rows)
      for (; k + 2 <= depth && ahead.rows > 0; k += 2) {
        add_step();
        add_step();
        ahead.fetch_one();
        ahead.fetch_one();
      }
    // Here there is time to bring B, 8 steps of a panel on, from the second cache into the first. (Tiles of 8 rows have
    // no register left for it, and wait less for B than lower ones.)
    for (; k + 2 <= depth; k += 2) {
      if constexpr (Rows != 8)
        for (index_t j = 0; j < 2 * tiling<S>::columns; j += lanes) __builtin_prefetch(b + 8 * tiling<S>::columns + j);
      add_step();
      add_step();
    }
    if (k < depth) add_step();
  }
  if (in.ahead) *in.ahead = ahead;
  store_tile<S, Rows, Vectors>(sum, out, first_row);
}

/// As many tiles of Rows rows, from `row` on, as there are.
template <class S, index_t Rows, class RowStep>
TACIT_INLINE void multiply_tiles(index_t& row, index_t rows, RowStep row_step, tile_input<S> const& in,
                                 tile_output<S> const& out) {
  for (; rows - row >= Rows; row += Rows) {
    if (out.columns > tiling<S>::lanes)
      multiply_tile<S, Rows, 2>(row_step, in, out, row);
    else
      multiply_tile<S, Rows, 1>(index_t{row_step}, in, out, row);
  }
}

/// Rows from `row` on by low tiles. They have registers left: one version serves all orders of A, and B in place.
template <class S>
TACIT_INLINE void multiply_low_tiles(index_t rows, index_t row_step, tile_input<S> const& in, tile_output<S> const& out,
                                     index_t row = 0) {
  if constexpr (tiling<S>::rows > 8) multiply_tiles<S, 8>(row, rows, row_step, in, out);
  multiply_tiles<S, 4>(row, rows, row_step, in, out);
  multiply_tiles<S, 2>(row, rows, row_step, in, out);
  multiply_tiles<S, 1>(row, rows, row_step, in, out);
}

/// A tile of any number of rows up to tiling::rows and columns up to tiling::columns: the rows are cut into tiles of
/// the full height, then of powers of two, so that few heights are compiled and no row is computed in vain.
template <class S, index_t RowStep>
void multiply_rows(index_t rows, tile_input<S> const& in, tile_output<S> const& out) {
  index_t row = 0;
  multiply_tiles<S, tiling<S>::rows>(row, rows, std::integral_constant<index_t, RowStep>{}, in, out);
  multiply_low_tiles<S>(rows, RowStep, in, out, row);
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
