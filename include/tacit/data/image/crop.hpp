// A crop of an image padded by reflection.
#pragma once

#include <algorithm>
#include <cstdlib>

#include "tacit/data/image/turn.hpp"
#include "tacit/data/image/view.hpp"

namespace tacit::inline TACIT_ABI::image {

/// Pads `from` by `padding` pixels on each side, by reflection without repeating the edge, and copies the part of
/// to's size whose corner is at (top, left) of the padded image.
inline void crop(const_view from, view to, index_t top, index_t left, index_t padding) {
  detail::require_image("image::crop", "input", from);
  detail::require_image("image::crop", "output", to);
  detail::require_extent("image::crop", "output channels", from.extent(2), to.extent(2));
  index_t const height = from.extent(0), width = from.extent(1), channels = from.extent(2);
  index_t const columns = to.extent(1);
  if (padding < 0 || (padding > 0 && padding >= std::min(height, width)))
    detail::throw_error<value_error>("image::crop: padding: expected 0 to {}, got {}",
                                     {std::min(height, width) - 1, padding});
  if (top < 0 || left < 0 || top + to.extent(0) > height + 2 * padding || left + columns > width + 2 * padding)
    detail::throw_error<value_error>("image::crop: a {} part at ({}, {}) leaves the padded image",
                                     {to.extents(), top, left});
  if (from.data() == to.data() && !to.empty()) throw value_error("image::crop: the output must not be the input");

  // Output columns 0 .. first - 1 reflect at the left edge, last .. columns - 1 at the right one.
  index_t const shift = left - padding;  // output column c shows the column c + shift
  index_t const first = std::clamp<index_t>(-shift, 0, columns), last = std::clamp(width - shift, first, columns);
  for (index_t r = 0; r < to.extent(0); ++r) {
    index_t source = std::abs(r + top - padding);
    if (source >= height) source = 2 * (height - 1) - source;
    auto const* x = from.data() + source * width * channels;
    auto* y = to.row(r).data();
    detail::gather_row(x - shift * channels, -channels, y, first, channels);
    std::copy_n(x + (first + shift) * channels, (last - first) * channels, y + first * channels);
    detail::gather_row(x + (2 * (width - 1) - (last + shift)) * channels, -channels, y + last * channels,
                       columns - last, channels);
  }
}

}  // namespace tacit::inline TACIT_ABI::image
