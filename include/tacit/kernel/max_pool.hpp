// max_pool: the largest value of every window, channels last, and its gradient.
#pragma once

#include "tacit/kernel/detail/argmax.hpp"
#include "tacit/kernel/pool_shape.hpp"

namespace tacit::inline TACIT_ABI {

/// y: batch x out_height x out_width x channels. Padding counts as minus infinity; of equal values the first wins; NaN
/// wins over numbers. argmax (null: not wanted) receives the pixel h * width + w that won, by output element.
template <class S>
void max_pool_forward(context const& ctx, pool_shape const& shape, S const* x, S* y, std::int32_t* argmax) {
  detail::require_pool_shape("max_pool_forward", shape);
  index_t const channels = shape.channels, rows = shape.out_height(), columns = shape.out_width();
  index_t const grain = detail::block_rows(columns * channels * shape.kernel * shape.kernel);
  index_t const next_row = shape.stride * shape.width;  // of windows, in pixels
  parallel_ranges(ctx, shape.batch * rows, grain, [&](index_t first, index_t last, int) {
    for (index_t row = first; row < last; ++row) {
      S const* const sample = x + row / rows * shape.height * shape.width * channels;
      auto const h = detail::pooled_pixels(shape, row % rows, shape.height);
      for (index_t column = 0; column < columns; ++column) {
        auto const w = detail::pooled_pixels(shape, column, shape.width);
        index_t const out = (row * columns + column) * channels;
        detail::for_lanes<S>(channels, [&](index_t c, auto span) TACIT_DETAIL_INLINED {
          index_t const corner = h.first * shape.width + w.first;
          detail::running_max<S> best{detail::load(sample + corner * channels + c, span),
                                      detail::broadcast(static_cast<detail::index_of<S>>(corner))};
          for (index_t i = h.first; i < h.last; ++i)
            for (index_t j = w.first; j < w.last; ++j) {
              index_t const pixel = i * shape.width + j;
              detail::prefetch(sample + (pixel + next_row) * channels + c);
              best.offer(detail::load(sample + pixel * channels + c, span), pixel);
            }
          detail::store(y + out + c, best.value, span);
          if (argmax) detail::store_index<S>(argmax + out + c, best.place, span);
        });
      }
    }
  });
}

/// dx (overwritten): every pixel gathers the gradients of the windows that it won.
template <class S>
void max_pool_backward(context const& ctx, pool_shape const& shape, S const* dy, std::int32_t const* argmax, S* dx) {
  detail::require_pool_shape("max_pool_backward", shape);
  index_t const channels = shape.channels, rows = shape.out_height(), columns = shape.out_width();
  index_t const grain = detail::block_rows(shape.width * channels);
  parallel_ranges(ctx, shape.batch * shape.height, grain, [&](index_t first, index_t last, int) {
    for (index_t row = first; row < last; ++row) {
      index_t const sample = row / shape.height * rows, i = row % shape.height;
      auto const h = detail::covering_windows(shape, i, rows);
      for (index_t j = 0; j < shape.width; ++j) {
        auto const w = detail::covering_windows(shape, j, columns);
        index_t const pixel = i * shape.width + j, in = (row * shape.width + j) * channels;
        detail::for_lanes<S>(channels, [&](index_t c, auto span) TACIT_DETAIL_INLINED {
          using namespace detail;
          pack<S> sum{};
          for (index_t a = h.first; a < h.last; ++a)
            for (index_t b = w.first; b < w.last; ++b) {
              index_t const out = ((sample + a) * columns + b) * channels + c;
              sum += load_index<S>(argmax + out, span) == static_cast<index_of<S>>(pixel) ? load(dy + out, span)
                                                                                          : pack<S>{};
            }
          store(dx + in + c, sum, span);
        });
      }
    }
  });
}

}  // namespace tacit::inline TACIT_ABI
