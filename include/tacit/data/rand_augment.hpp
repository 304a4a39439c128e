// RandAugment (Cubuk et al. 2020) in its semi-supervised forms: a few random operations, each of random strength.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "tacit/data/image/cutout.hpp"
#include "tacit/data/image/enhance.hpp"
#include "tacit/data/image/levels.hpp"
#include "tacit/data/image/point.hpp"
#include "tacit/data/image/rotate.hpp"
#include "tacit/data/image/shift.hpp"
#include "tacit/kernel/random.hpp"

namespace tacit::inline TACIT_ABI {

/// An operation of RandAugment. Operations without a magnitude ignore it.
struct image_operation {
  struct range {
    double low = 0, high = 0;
  };
  char const* name;
  void (*apply)(image::const_view from, image::view to, double magnitude);
  range uniform{};                 ///< of magnitudes drawn uniformly
  range levels{};                  ///< magnitudes of levels 0 and 10; descending ones round up to whole numbers
  bool either_sign = false;        ///< levels: half of the draws take the negative magnitude
  bool levels_are_pixels = false;  ///< levels: the magnitude counts pixels; `apply` takes a fraction of the side
};

/// The 14 operations; the uniform ranges are those of the FixMatch family, the levels those of
/// google-research/fixmatch.
inline constexpr std::array<image_operation, 14> rand_augment_operations{{
    {"autocontrast", [](image::const_view from, image::view to, double) { image::autocontrast(from, to); }},
    {"brightness", image::brightness, {0.05, 0.95}, {0.1, 1.9}},
    {"color", image::color, {0.05, 0.95}, {0.1, 1.9}},
    {"contrast", image::contrast, {0.05, 0.95}, {0.1, 1.9}},
    {"equalize", [](image::const_view from, image::view to, double) { image::equalize(from, to); }},
    {"identity", [](image::const_view from, image::view to, double) { image::identity(from, to); }},
    {"posterize",
     [](image::const_view from, image::view to, double bits) {
       image::posterize(from, to, static_cast<index_t>(bits));
     },
     {4, 8},
     {4, 0}},
    {"rotate", image::rotate, {-30, 30}, {0, 30}, true},
    {"sharpness", image::sharpness, {0.05, 0.95}, {0.1, 1.9}},
    {"shear_x", image::shear_x, {-0.3, 0.3}, {0, 0.3}, true},
    {"shear_y", image::shear_y, {-0.3, 0.3}, {0, 0.3}, true},
    {"solarize", image::solarize, {0, 256}, {256, 0}},
    {"translate_x", image::translate_x, {-0.3, 0.3}, {0, 10}, true, true},
    {"translate_y", image::translate_y, {-0.3, 0.3}, {0, 10}, true, true},
}};

/// How RandAugment changes an image. The defaults are the strong augmentation of TorchSSL and USB: three operations,
/// each always applied, each with its own magnitude from the operation's range.
struct rand_augment {
  enum class magnitude { uniform, levels };

  index_t operations = 3;                     ///< drawn with replacement
  magnitude magnitudes = magnitude::uniform;  ///< levels: whole levels 1 .. 9 of 10
  double probability = 1;                     ///< of each drawn operation to be applied

  /// Works to and fro between the image and a spare one of the same size; returns the one that holds the result.
  image::view operator()(image::view v, image::view spare, random_stream& random) const {
    for (index_t i = 0; i < operations; ++i) {
      auto const count = static_cast<index_t>(rand_augment_operations.size());
      auto const& operation = rand_augment_operations[static_cast<std::size_t>(random.below(count))];
      double const strength = draw(operation, v.extent(1), random);
      if (probability < 1 && !random.chance(probability)) continue;
      operation.apply(v, spare, strength);
      std::swap(v, spare);
    }
    return v;
  }

 private:
  double draw(image_operation const& operation, index_t side, random_stream& random) const {
    if (magnitudes == magnitude::uniform) return random.uniform(operation.uniform.low, operation.uniform.high);
    auto const [zero, ten] = operation.levels;
    double strength = zero + (ten - zero) * static_cast<double>(1 + random.below(9)) / 10;
    if (ten < zero) strength = std::ceil(strength);
    if (operation.either_sign && random.chance(0.5)) strength = -strength;
    return operation.levels_are_pixels ? strength / static_cast<double>(side) : strength;
  }
};

/// The variant of google-research/fixmatch: two operations, each applied half of the time, whole levels.
/// (Goes with `random_cutout{.side = 0.5, .fixed = true, .fill = {127, 127, 127}}`.)
constexpr rand_augment fixmatch_rand_augment() { return {2, rand_augment::magnitude::levels, 0.5}; }

/// A filled box at a random place, after RandAugment. The default draws the side from [0, side width), with the centre
/// uniform in the image, and fills it as Pillow's rectangle does. `fixed`: a box of side width, clipped at the border.
struct random_cutout {
  double side = 0.5;  ///< largest side as a fraction of the width; 0: no cutout
  bool fixed = false;
  image::colour fill{125, 123, 114};  ///< grey images: 127

  void operator()(image::view v, random_stream& random) const {
    if (side <= 0) return;
    auto const height = static_cast<double>(v.extent(0)), width = static_cast<double>(v.extent(1));
    image::box where;
    if (fixed) {
      auto const half = static_cast<index_t>(side * width) / 2;
      index_t const x = random.below(v.extent(1)), y = random.below(v.extent(0));
      where = {y - half, x - half, y + half, x + half};
    } else {
      double const s = random.uniform(0, side * width), x = random.uniform(0, width), y = random.uniform(0, height);
      auto const left = std::trunc(std::max(0.0, x - s / 2)), top = std::trunc(std::max(0.0, y - s / 2));
      auto const right = std::min(width, left + s), bottom = std::min(height, top + s);
      where = image::pillow_rectangle(static_cast<index_t>(left), static_cast<index_t>(top),
                                      static_cast<index_t>(right), static_cast<index_t>(bottom));
    }
    image::cutout(v, where, v.extent(2) == 1 ? image::colour{127, 127, 127} : fill);
  }
};

}  // namespace tacit::inline TACIT_ABI
