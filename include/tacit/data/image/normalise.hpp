// Normalising float images by the mean and deviation of each channel.
#pragma once

#include <concepts>
#include <span>
#include <string>

#include "tacit/data/image/view.hpp"

namespace tacit::inline TACIT_ABI::image {

/// (x - mean) / deviation, one of each a channel, of height x width x channels. The output may be the input.
template <std::floating_point Scalar>
void normalise(tensor_view<Scalar const, 3> from, tensor_view<Scalar, 3> to, std::span<double const> mean,
               std::span<double const> deviation) {
  detail::require_same_shape("image::normalise", "output", from, to);
  index_t const channels = from.extent(2);
  detail::require_extent("image::normalise", "means", channels, static_cast<index_t>(mean.size()));
  detail::require_extent("image::normalise", "deviations", channels, static_cast<index_t>(deviation.size()));
  for (double d : deviation)
    if (!(d > 0)) detail::throw_error<value_error>("image::normalise: deviation: expected above 0, got {}", {d});
  for (index_t r = 0; r < from.extent(0); ++r)
    for (index_t c = 0; c < from.extent(1); ++c)
      for (index_t k = 0; k < channels; ++k) {
        auto const i = static_cast<std::size_t>(k);
        to(r, c, k) = (from(r, c, k) - static_cast<Scalar>(mean[i])) / static_cast<Scalar>(deviation[i]);
      }
}

}  // namespace tacit::inline TACIT_ABI::image
