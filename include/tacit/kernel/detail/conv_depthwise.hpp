// Depthwise convolution: one channel and one filter a group; no product to speak of, so the channels are the lanes.
#pragma once

#include "tacit/kernel/detail/conv_products.hpp"
#include "tacit/kernel/detail/gemm_split.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// to[position][c] = bias[c] + sum over the taps of source[pixel][c] weights[tap][c].
template <class S>
void depthwise_window(context const& ctx, sliding_window const& w, S const* source, S const* weights, S const* bias,
                      scattered_pixels<S> const& result) {
  index_t const n = w.pixel;
  parallel_ranges(ctx, w.positions(), std::max<index_t>(1, block_elements / n), [&](index_t first, index_t last, int) {
    pixel_position at(first, w);
    for (index_t i = first; i < last; ++i, at.advance(1, w)) {
      S* const to = result.at(at);
      for (index_t k = 0; k < n; ++k) to[k] = bias ? bias[k] : S{0};
      for (index_t ty = 0; ty < w.y.count; ++ty) {
        index_t const y = at.y * w.y.step + w.y.offset + ty * w.y.spacing;
        if (y < 0 || y >= w.y.source) continue;
        for (index_t tx = 0; tx < w.x.count; ++tx) {
          index_t const x = at.x * w.x.step + w.x.offset + tx * w.x.spacing;
          if (x < 0 || x >= w.x.source) continue;
          S const* const from = source + ((at.image * w.y.source + y) * w.x.source + x) * n;
          S const* const weight = weights + (ty * w.x.count + tx) * n;
          for (index_t k = 0; k < n; ++k) to[k] += from[k] * weight[k];
        }
      }
    }
  });
}

/// The weights that a window meets, as taps x channels.
template <class S>
void depthwise_weights(conv_shape const& s, sliding_window const& window, S const* w, S* to) {
  for (index_t ty = 0; ty < window.y.count; ++ty)
    for (index_t tx = 0; tx < window.x.count; ++tx)
      for (index_t c = 0; c < s.channels; ++c)
        *to++ = w[(c * s.kernel_h + window.y.first + ty * window.y.next) * s.kernel_w + window.x.first +
                  tx * window.x.next];
}

/// A window as above, but over all of the groups' channels at once.
inline sliding_window all_channels(sliding_window window) {
  window.channels = window.pixel;
  window.first_channel = 0;
  return window;
}

template <class S>
void depthwise_forward(context const& ctx, conv_shape const& s, S const* x, S const* w, S const* bias, S* y) {
  sliding_window const window = all_channels(forward_window(s, 0));
  scratch_frame frame(ctx);
  S* const weights = frame.take<S>(window.depth());
  depthwise_weights(s, window, w, weights);
  depthwise_window<S>(ctx, window, x, weights, bias, {y, s.out_height(), s.out_width(), s.filters, 1});
}

template <class S>
void depthwise_backward_data(context const& ctx, conv_shape const& s, S const* dy, S const* w, S* dx) {
  for (index_t rest_y = 0; rest_y < std::min(s.stride, s.height); ++rest_y)
    for (index_t rest_x = 0; rest_x < std::min(s.stride, s.width); ++rest_x) {
      sliding_window const window = all_channels(backward_window(s, 0, rest_y, rest_x));
      scratch_frame frame(ctx);
      S* const weights = frame.take<S>(window.depth());
      depthwise_weights(s, window, w, weights);
      S* const to = dx + (rest_y * s.width + rest_x) * s.channels;
      depthwise_window<S>(ctx, window, dy, weights, nullptr, {to, s.height, s.width, s.channels, s.stride});
    }
}

/// dw += ..., dbias += ...: sums over the pixels of a part, then over the parts in a fixed tree.
template <class S>
void depthwise_backward_weights(context const& ctx, conv_shape const& s, S const* x, S const* dy, S* dw, S* dbias) {
  sliding_window const w = all_channels(forward_window(s, 0));
  index_t const n = s.channels, taps = w.y.count * w.x.count, size = (taps + 1) * n;
  index_t const grain = std::max<index_t>(block_count(w.positions(), 16), block_count(block_elements, n));
  index_t const parts = block_count(w.positions(), grain);
  scratch_frame frame(ctx);
  S* const part = frame.take<S>(parts * size);
  parallel_ranges(ctx, w.positions(), grain, [&](index_t first, index_t last, int) {
    S* const to = part + first / grain * size;
    clear_run(to, size);
    pixel_position at(first, w);
    for (index_t i = first; i < last; ++i, at.advance(1, w)) {
      S const* const gradient = dy + i * n;
      for (index_t k = 0; k < n; ++k) to[taps * n + k] += gradient[k];
      for (index_t ty = 0; ty < w.y.count; ++ty)
        for (index_t tx = 0; tx < w.x.count; ++tx) {
          index_t const row = at.y * w.y.step + w.y.offset + ty * w.y.spacing;
          index_t const column = at.x * w.x.step + w.x.offset + tx * w.x.spacing;
          if (row < 0 || row >= w.y.source || column < 0 || column >= w.x.source) continue;
          S const* const from = x + ((at.image * w.y.source + row) * w.x.source + column) * n;
          S* const sum = to + (ty * w.x.count + tx) * n;
          for (index_t k = 0; k < n; ++k) sum[k] += from[k] * gradient[k];
        }
    }
  });
  tree_add(part, parts, size, 0, size);
  for (index_t k = 0; k < n; ++k) {
    for (index_t t = 0; t < taps; ++t) dw[k * taps + t] += part[t * n + k];
    if (dbias) dbias[k] += part[taps * n + k];
  }
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
