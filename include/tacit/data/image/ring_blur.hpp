// Pillow's blur: each pixel becomes the mean of the square ring around it.
#pragma once

#include <algorithm>
#include <cstdint>

#include "tacit/data/image/view.hpp"

namespace tacit::inline TACIT_ABI::image {

/// The mean, rounded, of the 16 pixels at distance two (the border of the 5 x 5 square). Where the square leaves the
/// image, pixels stay as they are. The output must not be the input.
inline void ring_blur(const_view from, view to) {
  detail::require_two_images("image::ring_blur", from, to);
  index_t const height = from.extent(0), channels = from.extent(2), row = from.extent(1) * channels;
  std::copy_n(from.data(), from.size(), to.data());
  for (index_t r = 2; r < height - 2; ++r)
    for (index_t i = 2 * channels; i < row - 2 * channels; ++i) {
      std::uint8_t const* const x = from.data() + r * row + i;
      int sum = 0;
      for (index_t k = -2; k <= 2; ++k) sum += x[k * channels - 2 * row] + x[k * channels + 2 * row];
      for (index_t k = -1; k <= 1; ++k) sum += x[k * row - 2 * channels] + x[k * row + 2 * channels];
      to.data()[r * row + i] = static_cast<std::uint8_t>((sum + 8) / 16);
    }
}

}  // namespace tacit::inline TACIT_ABI::image
