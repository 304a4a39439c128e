// The views of a task: which augmentation each strength stands for.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "tacit/data/augmentation.hpp"
#include "tacit/data/channel_statistics.hpp"
#include "tacit/data/image_views.hpp"
#include "tacit/data/samples.hpp"
#include "tacit/nn/backbone.hpp"

namespace tacit::inline TACIT_ABI {

/// One augmentation a strength; each may be replaced by any callable of the same form, a lambda for example:
/// `task.views.weak = [](auto const& sample, auto out, auto& random) { ... };`
struct views {
  augmentation none, weak, medium, strong;

  augmentation const& at(sample_view::strength_t strength) const {
    switch (strength) {
      case sample_view::strength_t::none:
        return none;
      case sample_view::strength_t::weak:
        return weak;
      case sample_view::strength_t::medium:
        return medium;
      case sample_view::strength_t::strong:
        break;
    }
    return strong;
  }
};

struct view_options {
  bool flip = true;
  double pad = 0.125;
  double weak_noise = 0.05, medium_noise = 0.1, strong_noise = 0.2;  ///< features: in units of each one's deviation
};

/// Images: normalised by the training images' mean and deviation; weak, RandAugment with one operation, and strong.
/// Features: the raw values, plus noise in proportion to each feature's deviation.
inline views default_views(dataset const& data, view_options const& options = {}) {
  auto const statistics = measure_channels(data.train);
  if (!data.train.is_image()) {
    auto const noise = [&](double sigma) {
      return gaussian_noise_features({.sigma = sigma, .scale = statistics.deviation});
    };
    return {plain_features(), noise(options.weak_noise), noise(options.medium_noise), noise(options.strong_noise)};
  }
  strong_image_options how{.flip = options.flip, .pad = options.pad, .normalise = statistics};
  auto thrice = strong_image(how);
  how.operations.operations = 1;
  return {plain_image(statistics), weak_image({.flip = options.flip, .pad = options.pad, .normalise = statistics}),
          strong_image(how), std::move(thrice)};
}

/// Whether a picture and its mirror image are of one class: not so for digits, nor for "mnist shifted".
inline bool may_flip(dataset const& data) {
  constexpr std::array<std::string_view, 3> digits{"mnist", "svhn", "usps"};
  auto const name = std::string_view(data.name).substr(0, data.name.find(' '));
  return std::find(digits.begin(), digits.end(), name) == digits.end();
}

}  // namespace tacit::inline TACIT_ABI
