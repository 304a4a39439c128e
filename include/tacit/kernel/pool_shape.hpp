// pool_shape: the extents of a pooling over images, channels last.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {

/// Square windows of kernel x kernel over samples of height x width x channels, `stride` apart, floor output size.
struct pool_shape {
  index_t batch = 0, height = 0, width = 0, channels = 0;
  index_t kernel = 2, stride = 2, padding = 0;

  constexpr index_t out_height() const { return (height + 2 * padding - kernel) / stride + 1; }
  constexpr index_t out_width() const { return (width + 2 * padding - kernel) / stride + 1; }
};

namespace detail {

/// Every window must contain a pixel, and the number of a pixel must fit the argmax.
inline void require_pool_shape(char const* operation, pool_shape const& s) {
  auto const refuse = [&](char const* what, message_part const& expected, index_t actual) {
    throw_shape(operation, what, expected, actual);
  };
  if (s.kernel < 1) refuse("kernel", "at least 1", s.kernel);
  if (s.stride < 1) refuse("stride", "at least 1", s.stride);
  if (s.padding < 0 || s.padding >= s.kernel)
    refuse("padding", message("from 0 to below the kernel of {}", {s.kernel}), s.padding);
  for (index_t size : {s.height, s.width})
    if (size < 1 || size + 2 * s.padding < s.kernel)
      refuse("height and width with padding", message("at least the kernel of {}", {s.kernel}), size + 2 * s.padding);
  if (s.height > std::numeric_limits<std::int32_t>::max() / s.width)
    refuse("pixels of a sample", "below 2^31", s.height * s.width);
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
