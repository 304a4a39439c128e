// A convolution and its data gradient as products of patches and weights.
#pragma once

#include "tacit/kernel/detail/conv_patches.hpp"
#include "tacit/kernel/detail/conv_winograd_weights.hpp"
#include "tacit/kernel/detail/gemm_blocks.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// How a convolution is computed. `automatic` chooses by shape; the others are there to be tested by name. `patches`
/// takes every shape, `product` kernels of 1x1 with stride 1, `one_channel` images of one channel with stride 1,
/// `depthwise` one channel and one filter a group, `winograd` what winograd_takes.
enum class conv_path { automatic, product, patches, one_channel, depthwise, winograd };

/// Does not look at the batch: an image's result does not depend on its company.
template <class S>
conv_path choose_path(conv_shape const& s) {
  if (s.groups > 1 && s.channels == s.groups && s.filters == s.groups) return conv_path::depthwise;
  if (s.groups == 1 && s.kernel_h == 1 && s.kernel_w == 1 && s.stride == 1 && s.padding == 0) return conv_path::product;
  if (s.channels == 1 && s.stride == 1) return conv_path::one_channel;
  return winograd_pays<S>(s) ? conv_path::winograd : conv_path::patches;
}

inline sliding_window forward_window(conv_shape const& s, index_t group) {
  index_t const channels = s.channels / s.groups;
  return {s.batch,
          forward_taps(s.height, s.out_height(), s.kernel_h, s),
          forward_taps(s.width, s.out_width(), s.kernel_w, s),
          s.channels,
          group * channels,
          channels};
}

/// The window over dy that gives dx at the positions (rest_y, rest_x) + stride * (...).
inline sliding_window backward_window(conv_shape const& s, index_t group, index_t rest_y, index_t rest_x) {
  index_t const filters = s.filters / s.groups;
  return {s.batch,
          backward_taps(s.height, s.out_height(), s.kernel_h, rest_y, s),
          backward_taps(s.width, s.out_width(), s.kernel_w, rest_x, s),
          s.filters,
          group * filters,
          filters};
}

/// Every stride-th pixel of a row, and every stride-th row, of images.
template <class S>
struct scattered_pixels {
  S* data;
  index_t height, width, pixel, stride;

  S* at(pixel_position const& p) const {
    return data + ((p.image * height + p.y * stride) * width + p.x * stride) * pixel;
  }
};

/// The same as rows of a matrix, one for each position of a window.
template <class S>
struct scattered_c {
  scattered_pixels<S> pixels;
  sliding_window window;
  static constexpr index_t column_stride = 1;

  S* row(index_t i) const { return pixels.at(pixel_position(i, window)); }
};

template <class S>
void forward_product(conv_path path, context const& ctx, conv_shape const& s, S const* x, S const* w, S const* bias,
                     S* y) {
  index_t const filters = s.filters / s.groups;
  for (index_t g = 0; g < s.groups; ++g) {
    sliding_window const window = forward_window(s, g);
    product_shape const shape{window.positions(), filters, window.depth()};
    S const* const weights = w + g * filters * shape.depth;
    strided_c<S> const to{y + g * filters, s.filters};
    epilogue<S> const finish{.bias = bias ? bias + g * filters : nullptr};
    if (path == conv_path::product)
      packed_product(ctx, shape, strided_a<S, true>{x, s.channels, 1}, weights, 1, shape.depth, to, finish);
    else if (path == conv_path::one_channel)
      packed_product(ctx, shape, conv_patches_of_one_channel<S>{x, window}, weights, 1, shape.depth, to, finish);
    else
      packed_product(ctx, shape, conv_patches<S>{x, window}, weights, 1, shape.depth, to, finish);
  }
}

/// The weights that a backward window meets, as a matrix of (kernel row, kernel column, filter) x channels.
template <class S>
void reorder_weights(conv_shape const& s, sliding_window const& window, S const* w, S* to) {
  index_t const channels = s.channels / s.groups;
  for (index_t ty = 0; ty < window.y.count; ++ty)
    for (index_t tx = 0; tx < window.x.count; ++tx)
      for (index_t f = 0; f < window.channels; ++f) {
        index_t const ky = window.y.first + ty * window.y.next, kx = window.x.first + tx * window.x.next;
        copy_run(to, w + (((window.first_channel + f) * s.kernel_h + ky) * s.kernel_w + kx) * channels, channels);
        to += channels;
      }
}

template <class S>
void backward_product(conv_path path, context const& ctx, conv_shape const& s, S const* dy, S const* w, S* dx) {
  index_t const channels = s.channels / s.groups;
  if (path == conv_path::product) {
    packed_product(ctx, {s.batch * s.height * s.width, s.channels, s.filters}, strided_a<S, true>{dy, s.filters, 1}, w,
                   s.channels, 1, strided_c<S>{dx, s.channels}, epilogue<S>{});
    return;
  }
  for (index_t g = 0; g < s.groups; ++g)
    for (index_t rest_y = 0; rest_y < std::min(s.stride, s.height); ++rest_y)
      for (index_t rest_x = 0; rest_x < std::min(s.stride, s.width); ++rest_x) {
        sliding_window const window = backward_window(s, g, rest_y, rest_x);
        product_shape const shape{window.positions(), channels, window.depth()};
        S* const corner = dx + (rest_y * s.width + rest_x) * s.channels + g * channels;
        scattered_c<S> const to{{corner, s.height, s.width, s.channels, s.stride}, window};
        if (shape.depth == 0) {  // no kernel element reaches these pixels
          for (index_t i = 0; i < shape.rows; ++i) clear_run(to.row(i), channels);
          continue;
        }
        scratch_frame frame(ctx);
        S* const weights = frame.take<S>(shape.depth * channels);
        reorder_weights(s, window, w, weights);
        packed_product(ctx, shape, conv_patches<S>{dy, window}, weights, channels, 1, to, epilogue<S>{});
      }
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
