// avg_pool: the mean of every window, channels last, and its gradient.
#pragma once

#include "tacit/kernel/detail/pool_loops.hpp"

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
  index_t const channels = shape.channels, windows = shape.out_height() * shape.out_width();
  index_t const next_row = shape.stride * shape.width;  // of windows, in pixels
  using detail::index_range;
  detail::for_windows(ctx, shape, [=](index_t image, index_t window, index_range h, index_range w) {
    S const* const pixels = x + image * shape.height * shape.width * channels;
    S const share = S(1) / static_cast<S>(detail::avg_pool_count(shape, count_padding, h, w));
    detail::for_lanes<S>(channels, [=](index_t c, auto span) TACIT_DETAIL_INLINED {
      using namespace detail;
      pack<S> sum{};
      for (index_t i = h.first; i < h.last; ++i)
        for (index_t j = w.first; j < w.last; ++j) {
          S const* const pixel = pixels + (i * shape.width + j) * channels + c;
          prefetch(pixel + next_row * channels);
          sum += load(pixel, span);
        }
      store(y + (image * windows + window) * channels + c, sum * share, span);
    });
  });
}

/// dx (overwritten): every pixel gathers its share of the windows that cover it.
template <class S>
void avg_pool_backward(context const& ctx, pool_shape const& shape, bool count_padding, S const* dy, S* dx) {
  detail::require_pool_shape("avg_pool_backward", shape);
  index_t const channels = shape.channels, rows = shape.out_height(), columns = shape.out_width();
  using detail::index_range;
  detail::for_pixels(ctx, shape, [=](index_t image, index_t pixel, index_range h, index_range w) {
    detail::for_lanes<S>(channels, [=](index_t c, auto span) TACIT_DETAIL_INLINED {
      using namespace detail;
      pack<S> sum{};
      for (index_t a = h.first; a < h.last; ++a)
        for (index_t b = w.first; b < w.last; ++b) {
          index_t const count = avg_pool_count(shape, count_padding, pooled_pixels(shape, a, shape.height),
                                               pooled_pixels(shape, b, shape.width));
          sum += load(dy + ((image * rows + a) * columns + b) * channels + c, span) * (S(1) / static_cast<S>(count));
        }
      store(dx + (image * shape.height * shape.width + pixel) * channels + c, sum, span);
    });
  });
}

}  // namespace tacit::inline TACIT_ABI
