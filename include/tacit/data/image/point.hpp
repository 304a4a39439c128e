// Point operations without statistics: identity, invert, posterize, solarize.
#pragma once

#include <algorithm>
#include <cmath>

#include "tacit/data/image/view.hpp"

namespace tacit::inline TACIT_ABI::image {

inline void identity(const_view from, view to) {
  detail::require_images("image::identity", from, to);
  if (from.data() != to.data()) std::copy_n(from.data(), from.size(), to.data());
}

/// 255 - x.
inline void invert(const_view from, view to) {
  detail::require_images("image::invert", from, to);
  detail::map_elements(from, to, [](std::uint8_t x) { return static_cast<std::uint8_t>(255 - x); });
}

/// Keeps the top `bits` bits of each level, 0 .. 8.
inline void posterize(const_view from, view to, index_t bits) {
  detail::require_images("image::posterize", from, to);
  if (bits < 0 || bits > 8) detail::throw_error<value_error>("image::posterize: bits: expected 0 to 8, got {}", {bits});
  auto const mask = static_cast<std::uint8_t>(0xFF00 >> bits);
  detail::map_elements(from, to, [mask](std::uint8_t x) { return static_cast<std::uint8_t>(x & mask); });
}

/// Inverts the levels from `threshold` on: x < threshold ? x : 255 - x.
inline void solarize(const_view from, view to, double threshold) {
  detail::require_images("image::solarize", from, to);
  if (std::isnan(threshold)) throw value_error("image::solarize: the threshold is not a number");
  auto const first = static_cast<int>(std::ceil(std::clamp(threshold, 0.0, 256.0)));
  if (first == 256) return identity(from, to);
  detail::map_elements(from, to, [limit = static_cast<std::uint8_t>(first)](std::uint8_t x) {
    return x < limit ? x : static_cast<std::uint8_t>(255 - x);
  });
}

}  // namespace tacit::inline TACIT_ABI::image
