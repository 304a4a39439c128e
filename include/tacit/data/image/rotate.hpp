// Rotation by any angle, as Pillow's nearest-neighbour rotation computes it.
#pragma once

#include <algorithm>
#include <cmath>

#include "tacit/data/image/shift.hpp"
#include "tacit/data/image/turn.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// Narrows first <= k < last to the steps k whose position start + k step, in 16-bit fixed point, is within 0 ..
/// extent.
[[gnu::noinline]] inline void clip_walk(index_t start, index_t step, index_t extent, index_t& first, index_t& last) {
  index_t const end = extent << 16;
  if (step == 0) {
    if (start < 0 || start >= end) last = first;
    return;
  }
  // Walking down is walking up in the mirrored coordinate end - 1 - position.
  if (step < 0) start = end - 1 - start, step = -step;
  auto const steps_to = [&](index_t position) {  // the first k that is there or beyond
    index_t const distance = position - start;
    return std::clamp(distance <= 0 ? 0 : (distance + step - 1) / step, first, last);
  };
  index_t const entry = steps_to(0), exit = steps_to(end);
  first = entry;
  last = exit;
}

template <index_t Channels>
void rotate_rows(image::const_view from, image::view to, index_t x, index_t y, index_t a, index_t b) {
  index_t const height = from.extent(0), width = from.extent(1);
  auto const* source = from.data();
  auto* out = to.data();
  for (index_t r = 0; r < height; ++r, x += b, y += a) {
    index_t first = 0, last = width;
    clip_walk(x, a, width, first, last);
    clip_walk(y, -b, height, first, last);
    std::fill_n(out, first * Channels, std::uint8_t{0});
    std::fill_n(out + last * Channels, (width - last) * Channels, std::uint8_t{0});
    for (index_t c = first, u = x + a * first, v = y - b * first; c < last; ++c, u += a, v -= b) {
      auto const* pixel = source + ((v >> 16) * width + (u >> 16)) * Channels;
      for (index_t k = 0; k < Channels; ++k) out[c * Channels + k] = pixel[k];
    }
    out += width * Channels;
  }
}

}  // namespace detail

namespace image {

/// Turns the image counter-clockwise by `degrees` about its centre: nearest pixel, 0 from outside. Multiples of 180
/// (and of 90 on square images) are exact turns. Source positions walk along each row in 16-bit fixed point.
inline void rotate(const_view from, view to, double degrees) {
  detail::require_two_images("image::rotate", from, to);
  detail::require_shift("image::rotate", degrees);
  index_t const height = from.extent(0), width = from.extent(1);
  double angle = std::fmod(degrees, 360.0);
  if (angle < 0) angle += 360.0;
  if (angle == 0 || angle == 180 || (height == width && (angle == 90 || angle == 270)))
    return turn(from, to, static_cast<index_t>(angle) / 90);

  double const radians = -angle * (3.141592653589793 / 180.0);
  auto const rounded = [](double z) { return std::nearbyint(z * 1e15) / 1e15; };  // Pillow keeps 15 decimals
  double const a = rounded(std::cos(radians)), b = rounded(std::sin(radians));
  double const w = static_cast<double>(width), h = static_cast<double>(height);
  double const x = 0.5 * w - a * 0.5 * w - b * 0.5 * h + 0.5 * a + 0.5 * b;
  double const y = 0.5 * h + b * 0.5 * w - a * 0.5 * h - 0.5 * b + 0.5 * a;
  index_t const fa = detail::fixed_point(a), fb = detail::fixed_point(b);
  index_t const fx = detail::fixed_point(x), fy = detail::fixed_point(y);
  if (from.extent(2) == 1)
    detail::rotate_rows<1>(from, to, fx, fy, fa, fb);
  else
    detail::rotate_rows<3>(from, to, fx, fy, fa, fb);
}

}  // namespace image
}  // namespace tacit::inline TACIT_ABI
