// Loops over channels-last data (rows x channels) that treat each channel in its own way, and sums over the rows.
#pragma once

#include <numeric>

#include "tacit/kernel/detail/lanes.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// Several rows side by side, so that the loop over `width` consecutive elements is long and ends with a full vector
/// also where there are 1, 3 or 10 channels. What differs by channel is repeated to the same width.
struct column_layout {
  index_t channels, width;
  index_t rows() const { return width / channels; }
};

template <class S>
column_layout make_column_layout(index_t rows, index_t channels) {
  constexpr index_t enough = 256, too_wide = 4096;
  index_t repeat = lane_count<S> / std::gcd(channels, lane_count<S>);
  if (repeat * channels > too_wide) repeat = 1;
  repeat *= std::max<index_t>(1, enough / (repeat * channels));
  return {channels, std::clamp<index_t>(rows, 1, repeat) * channels};
}

/// Rows of a block of about block_elements elements, and at least 64: a multiple of the rows of the layout.
inline index_t column_block_rows(column_layout layout) {
  index_t const rows = std::max<index_t>(64, block_rows(layout.channels));
  return block_count(rows, layout.rows()) * layout.rows();
}

/// Calls body(i, j, span) for the elements i = 0 .. n - 1 a vector at a time; j = i mod width.
template <class S, class Body>
TACIT_INLINE void for_columns(index_t n, column_layout layout, Body const& body) {
  for (index_t start = 0; start < n; start += layout.width)
    for_lanes<S>(std::min(layout.width, n - start),
                 [&](index_t j, auto span) TACIT_DETAIL_INLINED { body(start + j, j, span); });
}

template <class S>
[[gnu::noinline]] void repeat_columns(S* wide, column_layout layout) {
  for (index_t j = layout.channels; j < layout.width; ++j) wide[j] = wide[j - layout.channels];
}

/// f(channel), repeated to the layout's width.
template <class S, class F>
S* spread(scratch_frame& frame, column_layout layout, F const& f) {
  S* const wide = frame.take<S>(layout.width);
  for (index_t c = 0; c < layout.channels; ++c) wide[c] = static_cast<S>(f(c));
  repeat_columns(wide, layout);
  return wide;
}

/// Rows of the layout that column_sums goes through together, some vectors of each at a time, so that sums stay in
/// registers. The rows stay in the first cache; but the processor sees no sequence in such reads, so a body should ask
/// for what lies `rows_ahead` rows behind, if it comes from memory.
inline constexpr index_t rows_together = 8, rows_ahead = 2 * rows_together;

/// What one vector adds to the sums of its columns.
template <class S, index_t Terms>
struct column_terms {
  pack<S> term[static_cast<std::size_t>(Terms)];
};

/// Adds the terms of Vectors vectors a row, from column j on, to sums[t width + j], row by row in registers.
template <class S, index_t Terms, index_t Vectors, class Span, class Body>
TACIT_INLINE void add_rows(index_t first, index_t rows, index_t j, index_t width, Span span, S* sums,
                           Body const& body) {
  constexpr index_t lanes = lane_count<S>;
  pack<S> sum[static_cast<std::size_t>(Terms)][static_cast<std::size_t>(Vectors)];
#pragma GCC unroll 16
  for (index_t t = 0; t < Terms; ++t)
#pragma GCC unroll 16
    for (index_t v = 0; v < Vectors; ++v) sum[t][v] = load(sums + t * width + j + v * lanes, span);
  for (index_t r = 0; r < rows; ++r) {
#pragma GCC unroll 16
    for (index_t v = 0; v < Vectors; ++v) {
      column_terms<S, Terms> const more = body(first + r * width + j + v * lanes, j + v * lanes, span);
#pragma GCC unroll 16
      for (index_t t = 0; t < Terms; ++t) sum[t][v] += more.term[t];
    }
  }
#pragma GCC unroll 16
  for (index_t t = 0; t < Terms; ++t)
#pragma GCC unroll 16
    for (index_t v = 0; v < Vectors; ++v) store(sums + t * width + j + v * lanes, sum[t][v], span);
}

/// Sums of Terms quantities over rows: total[t channels + c] is overwritten. body(i, j, span) gives the terms of the
/// elements from i on, in the columns from j on. At most 64 of them are added in S, row after row; the rest in double.
template <class S, index_t Terms, class Body>
void column_sums(scratch_frame& frame, index_t n, column_layout layout, double* total, Body const& body) {
  constexpr index_t lanes = lane_count<S>, vectors = 4;
  index_t const channels = layout.channels, width = layout.width, stretch = 64 * width;
  S* const sums = frame.take<S>(Terms * width);
  std::fill_n(total, Terms * channels, 0.0);
  // noinline: compiled once, for the rest of full rows and for the last row.
  auto const add_one_by_one = [=](index_t first, index_t rows, index_t from, index_t to) __attribute__((noinline)) {
    for_lanes<S>(to - from, [&](index_t j, auto span) TACIT_DETAIL_INLINED {
      add_rows<S, Terms, 1>(first, rows, from + j, width, span, sums, body);
    });
  };
  for (index_t start = 0; start < n; start += stretch) {
    std::fill_n(sums, Terms * width, S(0));
    index_t const end = std::min(n, start + stretch);
    for (index_t first = start; first < end; first += rows_together * width) {
      index_t const rows = std::min(rows_together, (end - first) / width);
      index_t j = 0;
      for (; j + vectors * lanes <= width; j += vectors * lanes)
        add_rows<S, Terms, vectors>(first, rows, j, width, all_lanes{}, sums, body);
      add_one_by_one(first, rows, j, width);
      if (rows < rows_together)  // the last row of the layout may be a part
        add_one_by_one(first + rows * width, 1, 0, end - first - rows * width);
    }
    for (index_t t = 0; t < Terms; ++t)
      for (index_t j = 0; j < width; j += channels)
        for (index_t c = 0; c < channels; ++c) total[t * channels + c] += static_cast<double>(sums[t * width + j + c]);
  }
}

/// Columns of a slice of a matrix with that many rows: some cache lines of doubles wide, and worth a thread.
inline index_t slice_columns(index_t rows) { return std::max<index_t>(64, block_rows(rows)); }

/// Adds `blocks` arrays of n doubles, stored one after the other, into the first, in the order of the blocks.
inline void add_blocks(context const& ctx, index_t blocks, index_t n, double* partial) {
  parallel_ranges(ctx, n, slice_columns(blocks), [&](index_t first, index_t last, int) {
    for (index_t b = 1; b < blocks; ++b)
      for (index_t k = first; k < last; ++k) partial[k] += partial[b * n + k];
  });
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
