// Boxes of an image, and cutout: a box filled with one colour.
#pragma once

#include <algorithm>
#include <array>

#include "tacit/data/image/view.hpp"

namespace tacit::inline TACIT_ABI::image {

/// Rows top .. bottom - 1 and columns left .. right - 1.
struct box {
  index_t top = 0, left = 0, bottom = 0, right = 0;

  constexpr index_t area() const { return bottom <= top || right <= left ? 0 : (bottom - top) * (right - left); }
  constexpr bool operator==(box const&) const = default;
};

/// The box that Pillow's rectangle((x0, y0, x1, y1)) fills: it includes both end rows and columns.
constexpr box pillow_rectangle(index_t x0, index_t y0, index_t x1, index_t y1) { return {y0, x0, y1 + 1, x1 + 1}; }

/// One level a channel; grey images use the first.
using colour = std::array<std::uint8_t, 3>;

/// Fills the part of the box that lies inside the image.
inline void cutout(view v, box where, colour const& fill) {
  detail::require_image("image::cutout", "image", v);
  index_t const channels = v.extent(2);
  index_t const left = std::max<index_t>(where.left, 0), right = std::min(where.right, v.extent(1));
  for (index_t r = std::max<index_t>(where.top, 0); r < std::min(where.bottom, v.extent(0)); ++r)
    for (index_t c = left; c < right; ++c) std::copy_n(fill.data(), channels, v.row(r).row(c).data());
}

}  // namespace tacit::inline TACIT_ABI::image
