// Translations and shears: rows, or columns, that move by whole pixels; what comes from outside is 0.
#pragma once

#include <algorithm>
#include <cmath>

#include "tacit/data/image/view.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// Pillow's 16-bit fixed point: floor(65536 z + 1/2).
inline index_t fixed_point(double z) { return static_cast<index_t>(std::floor(65536.0 * z + 0.5)); }

/// Shifts are bounded so that every sum of pixels stays far from overflow.
inline void require_shift(char const* operation, double value) {
  if (!(std::abs(value) <= 1e6)) throw_error<value_error>("{}: the magnitude is not a finite number", {operation});
}

/// to(r, c) = from(r, c + shift).
[[gnu::noinline]] inline void shift_row(std::uint8_t const* from, std::uint8_t* to, index_t width, index_t channels,
                                        index_t shift) {
  index_t const first = std::clamp<index_t>(-shift, 0, width), last = std::clamp<index_t>(width - shift, first, width);
  std::fill_n(to, first * channels, std::uint8_t{0});
  std::copy_n(from + (first + shift) * channels, (last - first) * channels, to + first * channels);
  std::fill_n(to + last * channels, (width - last) * channels, std::uint8_t{0});
}

}  // namespace detail

namespace image {

/// The column c shows the column floor(c + 1/2 + fraction width).
inline void translate_x(const_view from, view to, double fraction) {
  detail::require_two_images("image::translate_x", from, to);
  detail::require_shift("image::translate_x", fraction);
  index_t const width = from.extent(1), channels = from.extent(2);
  auto const shift = static_cast<index_t>(std::floor(0.5 + fraction * static_cast<double>(width)));
  for (index_t r = 0; r < from.extent(0); ++r)
    detail::shift_row(from.row(r).data(), to.row(r).data(), width, channels, shift);
}

/// The row r shows the row floor(r + 1/2 + fraction height).
inline void translate_y(const_view from, view to, double fraction) {
  detail::require_two_images("image::translate_y", from, to);
  detail::require_shift("image::translate_y", fraction);
  auto const shift = static_cast<index_t>(std::floor(0.5 + fraction * static_cast<double>(from.extent(0))));
  detail::shift_row(from.data(), to.data(), from.extent(0), from.extent(1) * from.extent(2), shift);
}

/// The column c of row r shows the column floor(c + 1/2 + slope (r + 1/2)).
inline void shear_x(const_view from, view to, double slope) {
  detail::require_two_images("image::shear_x", from, to);
  detail::require_shift("image::shear_x", slope);
  index_t const start = detail::fixed_point(0.5 + 0.5 * slope), step = detail::fixed_point(slope);
  for (index_t r = 0; r < from.extent(0); ++r)
    detail::shift_row(from.row(r).data(), to.row(r).data(), from.extent(1), from.extent(2), (start + step * r) >> 16);
}

/// The row r of column c shows the row floor(r + 1/2 + slope (c + 1/2)).
inline void shear_y(const_view from, view to, double slope) {
  detail::require_two_images("image::shear_y", from, to);
  detail::require_shift("image::shear_y", slope);
  index_t const height = from.extent(0), width = from.extent(1), channels = from.extent(2);
  index_t const start = detail::fixed_point(0.5 + 0.5 * slope), step = detail::fixed_point(slope);
  for (index_t first = 0; first < width;) {  // neighbouring columns that move alike go together
    index_t const shift = (start + step * first) >> 16;
    index_t last = first + 1;
    while (last < width && (start + step * last) >> 16 == shift) ++last;
    for (index_t r = 0; r < height; ++r) {
      auto* out = to.row(r).row(first).data();
      if (r + shift < 0 || r + shift >= height)
        std::fill_n(out, (last - first) * channels, std::uint8_t{0});
      else
        std::copy_n(from.row(r + shift).row(first).data(), (last - first) * channels, out);
    }
    first = last;
  }
}

}  // namespace image
}  // namespace tacit::inline TACIT_ABI
