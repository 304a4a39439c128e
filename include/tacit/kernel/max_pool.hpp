// max_pool: the largest value of every window, channels last, and its gradient.
#pragma once

#include "tacit/kernel/detail/argmax.hpp"
#include "tacit/kernel/detail/pool_loops.hpp"

namespace tacit::inline TACIT_ABI {

/// y: batch x out_height x out_width x channels. Padding counts as minus infinity; of equal values the first wins; NaN
/// wins over numbers. argmax (null: not wanted) receives the pixel h * width + w that won, by output element.
template <class S>
void max_pool_forward(context const& ctx, pool_shape const& shape, S const* x, S* y, std::int32_t* argmax) {
  detail::require_pool_shape("max_pool_forward", shape);
  index_t const channels = shape.channels, windows = shape.out_height() * shape.out_width();
  index_t const next_row = shape.stride * shape.width;  // of windows, in pixels
  using detail::index_range;
  detail::for_windows(ctx, shape, [=](index_t image, index_t window, index_range h, index_range w) {
    S const* const pixels = x + image * shape.height * shape.width * channels;
    index_t const to = (image * windows + window) * channels;
    index_t const corner = h.first * shape.width + w.first;
    detail::for_lanes<S>(channels, [=](index_t c, auto span) TACIT_DETAIL_INLINED {
      using namespace detail;
      running_max<S> best{load(pixels + corner * channels + c, span), broadcast(static_cast<index_of<S>>(corner))};
      for (index_t i = h.first; i < h.last; ++i)
        for (index_t j = w.first; j < w.last; ++j) {
          index_t const pixel = i * shape.width + j;
          prefetch(pixels + (pixel + next_row) * channels + c);
          best.offer(load(pixels + pixel * channels + c, span), pixel);
        }
      store(y + to + c, best.value, span);
      if (argmax) store_index<S>(argmax + to + c, best.place, span);
    });
  });
}

/// dx (overwritten): every pixel gathers the gradients of the windows that it won.
template <class S>
void max_pool_backward(context const& ctx, pool_shape const& shape, S const* dy, std::int32_t const* argmax, S* dx) {
  detail::require_pool_shape("max_pool_backward", shape);
  index_t const channels = shape.channels, rows = shape.out_height(), columns = shape.out_width();
  using detail::index_range;
  detail::for_pixels(ctx, shape, [=](index_t image, index_t pixel, index_range h, index_range w) {
    detail::for_lanes<S>(channels, [=](index_t c, auto span) TACIT_DETAIL_INLINED {
      using namespace detail;
      pack<S> sum{};
      for (index_t a = h.first; a < h.last; ++a)
        for (index_t b = w.first; b < w.last; ++b) {
          index_t const out = ((image * rows + a) * columns + b) * channels + c;
          auto const won = load_index<S>(argmax + out, span) == static_cast<index_of<S>>(pixel);
          sum += won ? load(dy + out, span) : pack<S>{};
        }
      store(dx + (image * shape.height * shape.width + pixel) * channels + c, sum, span);
    });
  });
}

}  // namespace tacit::inline TACIT_ABI
