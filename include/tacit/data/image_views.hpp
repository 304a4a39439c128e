// Views of images: plain, weak (flip and shifted crop) and strong (weak, RandAugment, cutout), normalised at the end.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include "tacit/data/augmentation.hpp"
#include "tacit/data/channel_statistics.hpp"
#include "tacit/data/image/crop.hpp"
#include "tacit/data/image/turn.hpp"
#include "tacit/data/rand_augment.hpp"

namespace tacit::inline TACIT_ABI {

struct weak_image_options {
  bool flip = true;                   ///< exchange left and right half of the time (wrong for digits and letters)
  double pad = 0.125;                 ///< reflect padding before the random crop, as a fraction of each side
  channel_statistics normalise = {};  ///< empty: levels 0 .. 255 become 0 .. 1
};

struct strong_image_options {
  bool flip = true;
  double pad = 0.125;
  rand_augment operations = {};
  random_cutout cutout = {};
  channel_statistics normalise = {};
};

namespace detail {

/// Levels to floats: (x / 255 - mean) / deviation as one multiply-add. The factors repeat in a block of 48 elements, a
/// multiple of 1 and of 3 channels, so that the loop over a block has no channels in it.
class level_normaliser {
 public:
  [[gnu::noinline]] explicit level_normaliser(channel_statistics const& statistics)
      : channels_(statistics.mean.size()) {
    if (statistics.deviation.size() != channels_ || (channels_ != 0 && channels_ != 1 && channels_ != 3))
      throw_error<value_error>(
          "image views: normalise: expected a mean and a deviation for each of 1 or 3 channels, got {} means and {} "
          "deviations",
          {channels_, statistics.deviation.size()});
    for (std::size_t i = 0; i < block; ++i) {
      double const mean = channels_ ? statistics.mean[i % channels_] : 0.0;
      double const deviation = channels_ ? statistics.deviation[i % channels_] : 1.0;
      if (!(deviation > 0) || !std::isfinite(deviation) || !std::isfinite(mean))
        throw value_error("image views: normalise: expected finite means and positive deviations");
      factor_[i] = static_cast<float>(1 / (255 * deviation));
      shift_[i] = static_cast<float>(-mean / deviation);
    }
  }

  /// `from` may be the last quarter of out's own memory: each block is read before it is overwritten.
  [[gnu::noinline]] void operator()(std::uint8_t const* from, index_t channels, std::span<float> out) const {
    if (channels_ != 0)
      require_extent("image views", "channels to normalise", static_cast<index_t>(channels_), channels);
    std::size_t const whole = out.size() / block * block;
    std::array<std::uint8_t, block> x;
    for (std::size_t i = 0; i < whole; i += block) {
      std::copy_n(from + i, block, x.begin());
      for (std::size_t k = 0; k < block; ++k) out[i + k] = static_cast<float>(x[k]) * factor_[k] + shift_[k];
    }
    std::copy_n(from + whole, out.size() - whole, x.begin());
    for (std::size_t k = 0; k < out.size() - whole; ++k)
      out[whole + k] = static_cast<float>(x[k]) * factor_[k] + shift_[k];
  }

 private:
  static constexpr std::size_t block = 48;
  std::size_t channels_;
  std::array<float, block> factor_, shift_;
};

/// The view's floats take four bytes an element: room for four images of bytes, which are all the memory that the
/// operations need. The result is normalised from the last of them.
class image_workspace {
 public:
  image_workspace(sample const& s, std::span<float> out)
      : memory_(reinterpret_cast<std::uint8_t*>(out.data())), extents_{s.shape[0], s.shape[1], s.shape[2]} {}

  image::view plane(index_t k) const { return {memory_ + k * extents_[0] * extents_[1] * extents_[2], extents_}; }

 private:
  std::uint8_t* memory_;
  std::array<index_t, 3> extents_;
};

inline image::const_view require_image_sample(char const* operation, sample const& s, std::span<float> out) {
  if (!s.is_image()) throw_error<value_error>("{}: expected an image, got a row of features", {operation});
  image::const_view const v(s.bytes.data(), {s.shape[0], s.shape[1], s.shape[2]});
  require_image(operation, "sample", v);
  require_extent(operation, "output elements", v.size(), static_cast<index_t>(out.size()));
  return v;
}

inline void require_padding(char const* operation, double pad) {
  if (!(pad >= 0 && pad < 1))
    throw_error<value_error>("{}: pad: expected a fraction from 0 to below 1, got {}", {operation, pad});
}

/// Flips half of the time and crops at a random place; `to` gets the result, `spare` is overwritten.
inline void flip_and_crop(image::const_view from, image::view to, image::view spare, bool flip, double pad,
                          random_stream& random) {
  if (flip && random.chance(0.5)) {
    image::hflip(from, spare);
    from = spare;
  }
  index_t const side = std::min(from.extent(0), from.extent(1));
  auto const padding = std::min(static_cast<index_t>(pad * static_cast<double>(side)), side - 1);
  index_t const top = random.below(2 * padding + 1), left = random.below(2 * padding + 1);
  image::crop(from, to, top, left, padding);
}

}  // namespace detail

/// The image, normalised.
inline augmentation plain_image(channel_statistics const& normalise = {}) {
  return [normaliser = detail::level_normaliser(normalise)](sample const& s, std::span<float> out, random_stream&) {
    auto const v = detail::require_image_sample("plain_image", s, out);
    normaliser(v.data(), v.extent(2), out);
  };
}

/// Flipped half of the time, padded by reflection and cropped back at a random place, normalised.
inline augmentation weak_image(weak_image_options const& options = {}) {
  detail::require_padding("weak_image", options.pad);
  return [flip = options.flip, pad = options.pad, normaliser = detail::level_normaliser(options.normalise)](
             sample const& s, std::span<float> out, random_stream& random) {
    auto const v = detail::require_image_sample("weak_image", s, out);
    detail::image_workspace const work(s, out);
    detail::flip_and_crop(v, work.plane(3), work.plane(0), flip, pad, random);
    normaliser(work.plane(3).data(), v.extent(2), out);
  };
}

/// As weak_image, then RandAugment and cutout, normalised.
inline augmentation strong_image(strong_image_options const& options = {}) {
  detail::require_padding("strong_image", options.pad);
  return [flip = options.flip, pad = options.pad, operations = options.operations, cutout = options.cutout,
          normaliser = detail::level_normaliser(options.normalise)](sample const& s, std::span<float> out,
                                                                    random_stream& random) {
    auto const v = detail::require_image_sample("strong_image", s, out);
    detail::image_workspace const work(s, out);
    detail::flip_and_crop(v, work.plane(3), work.plane(0), flip, pad, random);
    auto const result = operations(work.plane(3), work.plane(0), random);
    cutout(result, random);
    if (result.data() != work.plane(3).data()) image::identity(result, work.plane(3));
    normaliser(work.plane(3).data(), v.extent(2), out);
  };
}

}  // namespace tacit::inline TACIT_ABI
