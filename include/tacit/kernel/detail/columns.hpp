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

/// f(channel), repeated to the layout's width.
template <class S, class F>
S* spread(scratch_frame& frame, column_layout layout, F const& f) {
  S* const wide = frame.take<S>(layout.width);
  for (index_t c = 0; c < layout.channels; ++c) wide[c] = static_cast<S>(f(c));
  for (index_t j = layout.channels; j < layout.width; ++j) wide[j] = wide[j - layout.channels];
  return wide;
}

/// sums[j] += v
template <class S, class Span>
TACIT_INLINE void accumulate(S* sums, pack<S> v, Span span) {
  store(sums, load(sums, span) + v, span);
}

/// Sums of `terms` quantities over rows: total[t channels + c] is overwritten. body(i, j, span, sums) adds the t-th
/// term of column j to sums[t width + j], at most 64 of them in S; the rest is added in double.
template <class S, class Body>
void column_sums(scratch_frame& frame, index_t n, column_layout layout, index_t terms, double* total,
                 Body const& body) {
  S* const sums = frame.take<S>(terms * layout.width);
  std::fill_n(total, terms * layout.channels, 0.0);
  index_t const stretch = 64 * layout.width;
  for (index_t start = 0; start < n; start += stretch) {
    std::fill_n(sums, terms * layout.width, S(0));
    for_columns<S>(std::min(stretch, n - start), layout,
                   [&](index_t i, index_t j, auto span) TACIT_DETAIL_INLINED { body(start + i, j, span, sums); });
    for (index_t t = 0; t < terms; ++t)
      for (index_t j = 0; j < layout.width; j += layout.channels)
        for (index_t c = 0; c < layout.channels; ++c)
          total[t * layout.channels + c] += static_cast<double>(sums[t * layout.width + j + c]);
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
