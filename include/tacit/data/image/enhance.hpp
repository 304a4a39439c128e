// Pillow's enhancers: brightness, color, contrast and sharpness, each a blend of the image with a degenerate one.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <string>

#include "tacit/data/image/point.hpp"
#include "tacit/data/image/view.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// Pillow's blend of a degenerate image with the image, trunc(degenerate + factor (level - degenerate)), clipped. It
/// rounds the product and the sum to single precision; a fused multiply-add would round once and differ.
class blender {
 public:
  blender(char const* operation, double factor) : factor_(static_cast<float>(factor)) {
    if (!std::isfinite(factor)) throw_error<value_error>("{}: the factor is not a finite number", {operation});
    std::uint32_t const volatile zero = 0;
    zero_ = zero;
  }

  TACIT_INLINE std::uint8_t operator()(int degenerate, int level) const {
    float const product = factor_ * static_cast<float>(level - degenerate);
    // The compiler does not know that zero_ is 0, and so cannot fuse this product with the sum.
    float const kept = std::bit_cast<float>(std::bit_cast<std::uint32_t>(product) ^ zero_);
    float const value = static_cast<float>(degenerate) + kept;
    return static_cast<std::uint8_t>(static_cast<int>(std::min(std::max(value, 0.f), 255.f)));
  }

 private:
  float factor_;
  std::uint32_t zero_;
};

/// The grey level of a pixel (ITU-R 601-2 luma in 16-bit fixed point).
TACIT_INLINE int luma(std::uint8_t const* pixel) {
  return (19595 * pixel[0] + 38470 * pixel[1] + 7471 * pixel[2] + 32768) >> 16;
}

inline void blend_with_level(image::const_view from, image::view to, int degenerate, blender const& blend) {
  map_elements(from, to, [degenerate, blend](std::uint8_t x) { return blend(degenerate, x); });
}

/// trunc(mean grey level + 1/2).
inline int mean_grey(image::const_view v) {
  index_t const pixels = v.extent(0) * v.extent(1);
  if (pixels == 0) return 0;
  auto const* x = v.data();
  index_t sum = 0;
  for (index_t first = 0; first < pixels; first += 4096) {  // short enough for 32-bit sums, which are faster
    index_t const last = std::min<index_t>(pixels, first + 4096);
    int part = 0;
    if (v.extent(2) == 1)
      for (index_t i = first; i < last; ++i) part += x[i];
    else
      for (index_t i = first; i < last; ++i) part += luma(x + 3 * i);
    sum += part;
  }
  return static_cast<int>((2 * sum + pixels) / (2 * pixels));
}

/// Blends elements with the smoothed image: pixels lie `channels` apart, rows `row`.
inline void sharpen_run(std::uint8_t const* x, std::uint8_t* TACIT_RESTRICT y, index_t count, index_t row,
                        index_t channels, blender blend) {
  std::uint8_t const *left = x - channels, *right = x + channels;
  for (index_t i = 0; i < count; ++i) {
    int const above = left[i - row] + x[i - row] + right[i - row];
    int const below = left[i + row] + x[i + row] + right[i + row];
    int const sum = above + left[i] + 5 * x[i] + right[i] + below;
    y[i] = blend((sum + 6) / 13, x[i]);  // sum / 13 rounded: 13 is odd, so there are no ties
  }
}

}  // namespace detail

namespace image {

/// trunc(factor x): 0 is black, 1 the image.
inline void brightness(const_view from, view to, double factor) {
  detail::require_images("image::brightness", from, to);
  detail::blend_with_level(from, to, 0, detail::blender("image::brightness", factor));
}

/// trunc(m + factor (x - m)) with the mean grey level m: 0 is even grey, 1 the image.
inline void contrast(const_view from, view to, double factor) {
  detail::require_images("image::contrast", from, to);
  detail::blend_with_level(from, to, detail::mean_grey(from), detail::blender("image::contrast", factor));
}

/// trunc(g + factor (x - g)) with the pixel's grey level g: 0 is grey, 1 the image. A grey image stays as it is.
inline void color(const_view from, view to, double factor) {
  detail::require_images("image::color", from, to);
  detail::blender const blend("image::color", factor);
  if (from.extent(2) == 1) return identity(from, to);
  auto const* x = from.data();
  auto* y = to.data();
  constexpr index_t block = 16;
  index_t const pixels = from.extent(0) * from.extent(1);
  for (index_t first = 0; first < pixels; first += block, x += 3 * block, y += 3 * block) {
    std::array<int, 3 * block> grey;  // of each pixel, three times: the blend then runs over plain elements
    index_t const count = std::min(block, pixels - first);
    for (index_t i = 0; i < count; ++i)
      grey[static_cast<std::size_t>(3 * i)] = grey[static_cast<std::size_t>(3 * i + 1)] =
          grey[static_cast<std::size_t>(3 * i + 2)] = detail::luma(x + 3 * i);
    for (index_t i = 0; i < 3 * count; ++i) y[i] = blend(grey[static_cast<std::size_t>(i)], x[i]);
  }
}

/// trunc(s + factor (x - s)), s the image smoothed by [1 1 1; 1 5 1; 1 1 1] / 13: 0 is smooth, 1 the image, more
/// is sharper. Border pixels stay as they are. The output must not be the input.
inline void sharpness(const_view from, view to, double factor) {
  detail::require_two_images("image::sharpness", from, to);
  detail::blender const blend("image::sharpness", factor);
  index_t const height = from.extent(0), channels = from.extent(2), row = from.extent(1) * channels;
  if (height < 3 || row < 3 * channels) return identity(from, to);
  auto const* x = from.data();
  auto* y = to.data();
  // One run over everything that has eight neighbours in memory; then the borders, which the run got wrong.
  index_t const first = row + channels, count = (height - 2) * row - 2 * channels;
  detail::sharpen_run(x + first, y + first, count, row, channels, blend);
  std::copy_n(x, row, y);
  for (index_t r = 1; r < height - 1; ++r) {
    std::copy_n(x + r * row, channels, y + r * row);
    std::copy_n(x + (r + 1) * row - channels, channels, y + (r + 1) * row - channels);
  }
  std::copy_n(x + (height - 1) * row, row, y + (height - 1) * row);
}

}  // namespace image
}  // namespace tacit::inline TACIT_ABI
