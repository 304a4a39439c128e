// The loops of pooling over images, channels last: over the windows (forward), and over the pixels (backward).
#pragma once

#include "tacit/kernel/detail/lanes.hpp"
#include "tacit/kernel/pool_shape.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// Half-open.
struct index_range {
  index_t first, last;
  constexpr index_t size() const { return last - first; }
};

/// The pixels (of `size` in a row or column) that window o covers.
constexpr index_range pooled_pixels(pool_shape const& s, index_t o, index_t size) {
  index_t const start = o * s.stride - s.padding;
  return {std::max<index_t>(0, start), std::min(size, start + s.kernel)};
}

/// The windows (of `windows` in a row or column) that cover pixel i.
constexpr index_range covering_windows(pool_shape const& s, index_t i, index_t windows) {
  index_t const reach = i + s.padding;
  return {reach < s.kernel ? 0 : (reach - s.kernel) / s.stride + 1, std::min(windows, reach / s.stride + 1)};
}

/// Calls body(image, window, h, w) for every window of every image: the window's number in its image, and the rows and
/// columns of pixels that it covers.
template <class Body>
void for_windows(context const& ctx, pool_shape const& s, Body const& body) {
  index_t const rows = s.out_height(), columns = s.out_width();
  index_t const grain = block_rows(columns * s.channels * s.kernel * s.kernel);
  parallel_ranges(ctx, s.batch * rows, grain, [&](index_t first, index_t last, int) {
    for (index_t row = first; row < last; ++row) {
      index_t const image = row / rows, i = row % rows;
      index_range const h = pooled_pixels(s, i, s.height);
      for (index_t j = 0; j < columns; ++j) body(image, i * columns + j, h, pooled_pixels(s, j, s.width));
    }
  });
}

/// Calls body(image, pixel, h, w) for every pixel of every image: the pixel's number in its image, and the rows and
/// columns of windows that cover it.
template <class Body>
void for_pixels(context const& ctx, pool_shape const& s, Body const& body) {
  index_t const rows = s.out_height(), columns = s.out_width();
  parallel_ranges(ctx, s.batch * s.height, block_rows(s.width * s.channels), [&](index_t first, index_t last, int) {
    for (index_t row = first; row < last; ++row) {
      index_t const image = row / s.height, i = row % s.height;
      index_range const h = covering_windows(s, i, rows);
      for (index_t j = 0; j < s.width; ++j) body(image, i * s.width + j, h, covering_windows(s, j, columns));
    }
  });
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
