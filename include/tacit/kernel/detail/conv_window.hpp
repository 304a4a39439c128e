// Which pixels of one image enter a pixel of another: the geometry shared by a convolution and its data gradient.
#pragma once

#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {

/// A two-dimensional cross-correlation with zero padding. Images are (batch, height, width, channels), weights
/// (filters, kernel_h, kernel_w, channels / groups), all dense.
struct conv_shape {
  index_t batch = 0, height = 0, width = 0, channels = 0, filters = 0;
  index_t kernel_h = 0, kernel_w = 0;
  index_t stride = 1, padding = 0, dilation = 1, groups = 1;

  // Calls: they are asked for at some forty places, in no loop over pixels.
  [[gnu::noinline, gnu::pure]] index_t out_height() const {
    return (height + 2 * padding - dilation * (kernel_h - 1) - 1) / stride + 1;
  }
  [[gnu::noinline, gnu::pure]] index_t out_width() const {
    return (width + 2 * padding - dilation * (kernel_w - 1) - 1) / stride + 1;
  }
};

namespace detail {

inline void require_conv(char const* operation, conv_shape const& s) {
  auto const refuse = [&](char const* what, index_t actual) {
    throw_error<shape_error>("{}: {}, got {}", {operation, what, actual});
  };
  if (s.batch < 0) refuse("batch must not be negative", s.batch);
  if (s.height <= 0) refuse("height must be positive", s.height);
  if (s.width <= 0) refuse("width must be positive", s.width);
  if (s.channels <= 0) refuse("channels must be positive", s.channels);
  if (s.filters <= 0) refuse("filters must be positive", s.filters);
  if (s.kernel_h <= 0) refuse("kernel height must be positive", s.kernel_h);
  if (s.kernel_w <= 0) refuse("kernel width must be positive", s.kernel_w);
  if (s.stride <= 0) refuse("stride must be positive", s.stride);
  if (s.padding < 0) refuse("padding must not be negative", s.padding);
  if (s.dilation <= 0) refuse("dilation must be positive", s.dilation);
  if (s.groups <= 0) refuse("groups must be positive", s.groups);
  if (s.channels % s.groups != 0) refuse("channels must be a multiple of the groups", s.channels);
  if (s.filters % s.groups != 0) refuse("filters must be a multiple of the groups", s.filters);
  if (s.dilation * (s.kernel_h - 1) >= s.height + 2 * s.padding)
    refuse("the dilated kernel must not be higher than the padded image", s.kernel_h);
  if (s.dilation * (s.kernel_w - 1) >= s.width + 2 * s.padding)
    refuse("the dilated kernel must not be wider than the padded image", s.kernel_w);
}

/// The taps along one axis: an output at position p reads the source at p * step + offset + t * spacing for
/// t < count, and weighs it with kernel element first + t * next.
struct axis_taps {
  index_t source, out;  ///< extents
  index_t step, offset, spacing, count;
  index_t first, next;
};

inline axis_taps forward_taps(index_t source, index_t out, index_t kernel, conv_shape const& s) {
  return {source, out, s.stride, -s.padding, s.dilation, kernel, 0, 1};
}

/// The data gradient at the input positions rest, rest + stride, ...: kernel element r met input i = o * stride -
/// padding + r * dilation, so the source is o = (i + padding - r * dilation) / stride wherever that divides. The r that
/// do are evenly spaced; they are taken from the last to the first, so that o ascends.
inline axis_taps backward_taps(index_t height, index_t out, index_t kernel, index_t rest, conv_shape const& s) {
  axis_taps taps{out, (height - rest + s.stride - 1) / s.stride, 1, 0, 1, 0, 0, 0};
  index_t last = -1, before_last = -1;
  for (index_t r = 0; r < kernel; ++r)
    if ((rest + s.padding - r * s.dilation) % s.stride == 0) {
      before_last = last;
      last = r;
      ++taps.count;
    }
  if (taps.count == 0) return taps;
  taps.first = last;
  taps.offset = (rest + s.padding - last * s.dilation) / s.stride;
  if (taps.count > 1) {
    taps.next = before_last - last;
    taps.spacing = -taps.next * s.dilation / s.stride;
  }
  return taps;
}

/// A window sliding over a source of (images, y.source, x.source, pixel) elements, of which it reads the channels
/// first_channel .. + channels.
struct sliding_window {
  index_t images;
  axis_taps y, x;
  index_t pixel, first_channel, channels;

  index_t positions() const { return images * y.out * x.out; }
  index_t depth() const { return y.count * x.count * channels; }
};

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
