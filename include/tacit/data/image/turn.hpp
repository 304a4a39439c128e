// Exact symmetries of the pixel grid: the horizontal flip and quarter turns.
#pragma once

#include <algorithm>
#include <array>

#include "tacit/data/image/view.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// Writes `count` pixels that lie `step` elements apart.
template <index_t Channels>
TACIT_INLINE void gather_pixels(std::uint8_t const* from, index_t step, std::uint8_t* TACIT_RESTRICT to,
                                index_t count) {
  for (index_t i = 0; i < count; ++i, from += step)
    for (index_t c = 0; c < Channels; ++c) to[i * Channels + c] = from[c];
}

inline void gather_row(std::uint8_t const* from, index_t step, std::uint8_t* to, index_t count, index_t channels) {
  if (channels == 3)
    gather_pixels<3>(from, step, to, count);
  else if (step == -1)
    std::reverse_copy(from + 1 - count, from + 1, to);
  else
    gather_pixels<1>(from, step, to, count);
}

}  // namespace detail

namespace image {

/// Left and right exchanged.
inline void hflip(const_view from, view to) {
  detail::require_two_images("image::hflip", from, to);
  index_t const width = from.extent(1), channels = from.extent(2);
  if (width == 0) return;
  for (index_t r = 0; r < from.extent(0); ++r)
    detail::gather_row(from.row(r).row(width - 1).data(), -channels, to.row(r).data(), width, channels);
}

/// `turns` quarter turns counter-clockwise (any integer); an odd number exchanges height and width.
inline void turn(const_view from, view to, index_t turns) {
  turns = ((turns % 4) + 4) % 4;
  index_t const height = from.extent(0), width = from.extent(1), channels = from.extent(2);
  detail::require_image("image::turn", "input", from);
  detail::require_image("image::turn", "output", to);
  if (turns % 2 != 0 && (to.extent(0) != width || to.extent(1) != height || to.extent(2) != channels))
    detail::throw_shape("image::turn", "output", std::array{width, height, channels}, to.extents());
  if (turns % 2 == 0) detail::require_same_shape("image::turn", "output", from, to);
  if (from.empty()) return;
  if (from.data() == to.data()) throw value_error("image::turn: the output must not be the input");
  if (turns == 0) {
    std::copy_n(from.data(), from.size(), to.data());
    return;
  }
  // The source of output pixel (0, 0), and its steps along an output row and down an output column.
  index_t const row = width * channels;
  index_t const start = turns == 1 ? row - channels : turns == 2 ? height * row - channels : (height - 1) * row;
  index_t const along = turns == 1 ? row : turns == 2 ? -channels : -row;
  index_t const down = turns == 1 ? -channels : turns == 2 ? -row : channels;
  for (index_t r = 0; r < to.extent(0); ++r)
    detail::gather_row(from.data() + start + r * down, along, to.row(r).data(), to.extent(1), channels);
}

}  // namespace image
}  // namespace tacit::inline TACIT_ABI
