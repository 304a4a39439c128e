// avg_pool: the mean of every window, channels last, and its gradient.
#pragma once

#include "tacit/kernel/detail/lanes.hpp"
#include "tacit/kernel/pool_shape.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
/// What a window is divided by: all its places, or those that are pixels.
constexpr index_t avg_pool_count(pool_shape const& shape, bool count_padding, index_range h, index_range w) {
  return count_padding ? shape.kernel * shape.kernel : h.size() * w.size();
}
}  // namespace detail

/// y: batch x out_height x out_width x channels. Padding counts as zeros if count_padding, not at all otherwise.
template <class S>
void avg_pool_forward(context const& ctx, pool_shape const& shape, bool count_padding, S const* x, S* y) {
  detail::require_pool_shape("avg_pool_forward", shape);
  index_t const channels = shape.channels, rows = shape.out_height(), columns = shape.out_width();
  index_t const grain = detail::block_rows(columns * channels * shape.kernel * shape.kernel);
  index_t const next_row = shape.stride * shape.width;  // of windows, in pixels
  parallel_ranges(ctx, shape.batch * rows, grain, [&](index_t first, index_t last, int) {
    for (index_t row = first; row < last; ++row) {
      S const* const sample = x + row / rows * shape.height * shape.width * channels;
      auto const h = detail::pooled_pixels(shape, row % rows, shape.height);
      for (index_t column = 0; column < columns; ++column) {
        auto const w = detail::pooled_pixels(shape, column, shape.width);
        S const share = S(1) / static_cast<S>(detail::avg_pool_count(shape, count_padding, h, w));
        S* const out = y + (row * columns + column) * channels;
        detail::for_lanes<S>(channels, [&](index_t c, auto span) TACIT_DETAIL_INLINED {
          detail::pack<S> sum{};
          for (index_t i = h.first; i < h.last; ++i)
            for (index_t j = w.first; j < w.last; ++j) {
              S const* const pixel = sample + (i * shape.width + j) * channels + c;
              detail::prefetch(pixel + next_row * channels);
              sum += detail::load(pixel, span);
            }
          detail::store(out + c, sum * share, span);
        });
      }
    }
  });
}

/// dx (overwritten): every pixel gathers its share of the windows that cover it.
template <class S>
void avg_pool_backward(context const& ctx, pool_shape const& shape, bool count_padding, S const* dy, S* dx) {
  detail::require_pool_shape("avg_pool_backward", shape);
  index_t const channels = shape.channels, rows = shape.out_height(), columns = shape.out_width();
  index_t const grain = detail::block_rows(shape.width * channels);
  parallel_ranges(ctx, shape.batch * shape.height, grain, [&](index_t first, index_t last, int) {
    for (index_t row = first; row < last; ++row) {
      index_t const sample = row / shape.height * rows;
      auto const h = detail::covering_windows(shape, row % shape.height, rows);
      for (index_t j = 0; j < shape.width; ++j) {
        auto const w = detail::covering_windows(shape, j, columns);
        S* const in = dx + (row * shape.width + j) * channels;
        std::fill_n(in, channels, S(0));
        for (index_t a = h.first; a < h.last; ++a)
          for (index_t b = w.first; b < w.last; ++b) {
            S const share = S(1) / static_cast<S>(detail::avg_pool_count(shape, count_padding,
                                                                         detail::pooled_pixels(shape, a, shape.height),
                                                                         detail::pooled_pixels(shape, b, shape.width)));
            S const* const out = dy + ((sample + a) * columns + b) * channels;
            detail::for_lanes<S>(channels, [=](index_t c, auto span) TACIT_DETAIL_INLINED {
              using namespace detail;
              store(in + c, load(in + c, span) + load(out + c, span) * share, span);
            });
          }
      }
    }
  });
}

}  // namespace tacit::inline TACIT_ABI
