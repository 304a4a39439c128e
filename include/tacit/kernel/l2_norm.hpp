// l2_norm: rows scaled to unit length.
#pragma once

#include <cmath>

#include "tacit/kernel/detail/reduce_blocks.hpp"
#include "tacit/kernel/detail/row_loops.hpp"

namespace tacit::inline TACIT_ABI {

/// y = x / max(norm, eps) with norm = |x| by row; x is rows x channels; squares are added in double. y may be x.
template <class S>
void l2_normalise(context const& ctx, index_t rows, index_t channels, double eps, S const* x, S* norm, S* y) {
  parallel_ranges(ctx, rows, detail::block_rows(channels), [&](index_t first, index_t last, int) {
    for (index_t i = first; i < last; ++i) {
      using namespace detail;
      S const* const row = x + i * channels;
      double const length = std::sqrt(block_sum<S>(
          channels, [](auto v) TACIT_DETAIL_INLINED { return v * v; }, row));
      norm[i] = static_cast<S>(length);
      S const divisor = static_cast<S>(std::max(length, eps));
      row_map(
          channels, [=](auto v) TACIT_DETAIL_INLINED { return v / divisor; }, y + i * channels, row);
    }
  });
}

/// dx = (dy - y (y . dy)) / norm where norm > eps, dy / eps elsewhere; dx may be dy.
template <class S>
void l2_normalise_backward(context const& ctx, index_t rows, index_t channels, double eps, S const* norm, S const* y,
                           S const* dy, S* dx) {
  parallel_ranges(ctx, rows, detail::block_rows(channels), [&](index_t first, index_t last, int) {
    for (index_t i = first; i < last; ++i) {
      using namespace detail;
      bool const clamped = !(static_cast<double>(norm[i]) > eps);
      S const divisor = clamped ? static_cast<S>(eps) : norm[i];
      S const along = clamped ? S(0)
                              : row_sum<S>(
                                    channels, [](auto a, auto b) TACIT_DETAIL_INLINED { return a * b; },
                                    y + i * channels, dy + i * channels);
      row_map(
          channels, [=](auto a, auto g) TACIT_DETAIL_INLINED { return (g - a * along) / divisor; }, dx + i * channels,
          y + i * channels, dy + i * channels);
    }
  });
}

}  // namespace tacit::inline TACIT_ABI
