// CTAugment (Berthelot et al. 2020, ReMixMatch): random operations whose strengths are learned from labelled images.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tacit/data/ct_bins.hpp"
#include "tacit/data/image/resize.hpp"
#include "tacit/data/image/ring_blur.hpp"
#include "tacit/data/image_views.hpp"
#include "tacit/tensor/tensor.hpp"

namespace tacit::inline TACIT_ABI {

/// How strongly an operation is applied, in [0, 1): one number for each of its parameters; and numbers for what else
/// it draws.
struct ct_strength {
  double level = 0, second = 0;
  random_stream& random;
};

/// An operation of CTAugment.
struct ct_operation {
  char const* name;
  index_t bins;
  void (*apply)(image::const_view from, image::view to, ct_strength const& s);
  char const* second = nullptr;  ///< a second parameter's name
  index_t second_bins = 0;
};

namespace detail {
/// trunc(x + level (op(x) - x)).
template <void (*Operation)(image::const_view, image::view)>
void ct_blend(image::const_view from, image::view to, ct_strength const& s) {
  Operation(from, to);
  for (index_t i = 0; i < to.size(); ++i) {
    double const x = from.data()[i];
    to.data()[i] = static_cast<std::uint8_t>(x + s.level * (static_cast<double>(to.data()[i]) - x));
  }
}
template <void (*Operation)(image::const_view, image::view, double)>
void ct_enhance(image::const_view from, image::view to, ct_strength const& s) {
  Operation(from, to, 0.1 + 1.9 * s.level);
}
template <void (*Operation)(image::const_view, image::view, double)>
void ct_move(image::const_view from, image::view to, ct_strength const& s) {
  Operation(from, to, 0.3 * (2 * s.level - 1));
}

/// A grey box of up to half the smaller side, its centre uniform in the image.
inline void ct_cutout(image::const_view from, image::view to, ct_strength const& s) {
  auto const smaller = static_cast<double>(std::min(from.extent(0), from.extent(1)));
  auto const half = (1 + static_cast<index_t>(0.499 * s.level * smaller)) / 2;
  index_t const x = s.random.below(from.extent(1)), y = s.random.below(from.extent(0));
  image::identity(from, to);
  image::cutout(to, {y - half, x - half, y + half, x + half}, {127, 127, 127});
}

/// The middle of the image, up to half of each side cut off, enlarged again by one of six filters.
inline void ct_rescale(image::const_view from, image::view to, ct_strength const& s) {
  using enum image::resampling;
  constexpr std::array filters{lanczos, bicubic, bilinear, box, hamming, nearest};
  auto const edges = [&](index_t side) {
    auto const n = static_cast<double>(side), cut = 0.25 * s.level;
    return std::array{static_cast<index_t>(std::nearbyint(cut * n)),
                      static_cast<index_t>(std::nearbyint((1 - cut) * n))};
  };
  auto const [top, bottom] = edges(from.extent(0));
  auto const [left, right] = edges(from.extent(1));
  tensor<std::uint8_t, 3> middle({bottom - top, right - left, from.extent(2)});
  image::crop(from, middle.view(), top, left, 0);
  image::resize(middle.view(), to, filters[static_cast<std::size_t>(5.99 * s.second)]);
}
}  // namespace detail

/// The published set. Translations are fractions of the side, as documented there (see ct_options).
inline constexpr std::array<ct_operation, 19> ct_operations{{
    {"autocontrast", 17, detail::ct_blend<image::autocontrast>},
    {"blur", 17, detail::ct_blend<image::ring_blur>},
    {"brightness", 17, detail::ct_enhance<image::brightness>},
    {"color", 17, detail::ct_enhance<image::color>},
    {"contrast", 17, detail::ct_enhance<image::contrast>},
    {"cutout", 17, detail::ct_cutout},
    {"equalize", 17, detail::ct_blend<image::equalize>},
    {"identity", 1, [](image::const_view from, image::view to, ct_strength const&) { image::identity(from, to); }},
    {"invert", 17, detail::ct_blend<image::invert>},
    {"posterize", 8,
     [](image::const_view from, image::view to, ct_strength const& s) {
       image::posterize(from, to, 1 + static_cast<index_t>(7.999 * s.level));
     }},
    {"rescale", 17, detail::ct_rescale, "rescale_filter", 6},
    {"rotate", 17,
     [](image::const_view from, image::view to, ct_strength const& s) {
       image::rotate(from, to, std::nearbyint(45 * (2 * s.level - 1)));
     }},
    {"sharpness", 17, detail::ct_enhance<image::sharpness>},
    {"shear_x", 17, detail::ct_move<image::shear_x>},
    {"shear_y", 17, detail::ct_move<image::shear_y>},
    {"smooth", 17,
     [](image::const_view from, image::view to, ct_strength const& s) { image::sharpness(from, to, 1 - s.level); }},
    {"solarize", 17,
     [](image::const_view from, image::view to, ct_strength const& s) {
       image::solarize(from, to, std::floor(255.999 * s.level));
     }},
    {"translate_x", 17, detail::ct_move<image::translate_x>},
    {"translate_y", 17, detail::ct_move<image::translate_y>},
}};

struct ct_options {
  index_t depth = 2;       ///< operations an image, drawn with replacement
  double decay = 0.99;     ///< of a bin's weight, each time it is probed
  double threshold = 0.8;  ///< bins below this share of their operation's best are not drawn
  /// False: translations move nothing, as in the published code, which takes the fraction for a number of pixels.
  bool translate = true;
};

/// What an image was changed with: an operation, and the bin of each of its parameters.
struct ct_use {
  std::size_t operation = 0;
  std::array<index_t, 2> bins{};
};

/// Which operations at which strengths: the state that learns. Views may be made from several threads at once, but not
/// while `learn` runs.
class ct_policy {
 public:
  explicit ct_policy(ct_options const& options = {}) : options_(options) {
    if (options.depth < 1)
      detail::throw_error<value_error>("ct_policy: depth: expected at least 1, got {}", {options.depth});
    auto const bins = [&](index_t n) {
      return ct_bins({.bins = n, .decay = options.decay, .threshold = options.threshold});
    };
    for (auto const& operation : ct_operations) {
      bins_.push_back({bins(operation.bins)});
      if (operation.second) bins_.back().push_back(bins(operation.second_bins));
    }
  }

  index_t depth() const { return options_.depth; }
  ct_bins const& bins(std::size_t operation, std::size_t parameter = 0) const {
    return bins_.at(operation).at(parameter);
  }

  /// Changes the image by `depth` operations of learned strength, to and fro between it and a spare one of the same
  /// size; returns the one that holds the result.
  image::view operator()(image::view v, image::view spare, random_stream& random) const {
    return change(v, spare, random, {}, [&](ct_bins const& bins) { return bins.sample(random); });
  }
  /// The same with every strength equally likely; says what was used (`depth` entries).
  image::view probe(image::view v, image::view spare, random_stream& random, std::span<ct_use> used) const {
    detail::require_extent("ct_policy.probe", "uses", options_.depth, static_cast<index_t>(used.size()));
    return change(v, spare, random, used, [&](ct_bins const& bins) { return bins.probe(random); });
  }
  /// A probed image's prediction came this near to its label (label_proximity).
  void learn(std::span<ct_use const> used, double proximity) {
    for (ct_use const& use : used) {
      auto& bins = bins_.at(use.operation);
      for (std::size_t k = 0; k < bins.size(); ++k) bins[k].update(use.bins[k], proximity);
    }
  }

  /// Names the weights of the bins of every operation's parameters.
  template <class Visitor>
  void visit(Visitor&& visitor) {
    for (std::size_t i = 0; i < bins_.size(); ++i)
      for (std::size_t k = 0; k < bins_[i].size(); ++k)
        bins_[i][k].visit([&](char const*, std::vector<double>& weights) {
          visitor(k == 0 ? ct_operations[i].name : ct_operations[i].second, weights);
        });
  }

 private:
  template <class Draw>
  image::view change(image::view v, image::view spare, random_stream& random, std::span<ct_use> used,
                     Draw const& draw) const {
    for (index_t k = 0; k < options_.depth; ++k) {
      auto const i = static_cast<std::size_t>(random.below(static_cast<index_t>(ct_operations.size())));
      ct_use use{i};
      std::array<double, 2> levels{};
      for (std::size_t p = 0; p < bins_[i].size(); ++p) {
        use.bins[p] = draw(bins_[i][p]);
        levels[p] = bins_[i][p].level(use.bins[p], random);
      }
      if (!used.empty()) used[static_cast<std::size_t>(k)] = use;
      if (!options_.translate && std::string_view(ct_operations[i].name).starts_with("translate")) continue;
      ct_operations[i].apply(v, spare, {levels[0], levels[1], random});
      std::swap(v, spare);
    }
    return v;
  }

  ct_options options_;
  std::vector<std::vector<ct_bins>> bins_;  ///< of each operation's parameters
};

struct ct_image_options {
  bool flip = true;
  double pad = 0.125;
  random_cutout cutout = {.side = 0.5, .fixed = true, .fill = {127, 127, 127}};  ///< ReMixMatch: side 0
  channel_statistics normalise = {};
};

/// A strong view: as weak_image, then the policy's operations and cutout, normalised. It goes on learning with the
/// policy: `task.views.strong = ct_image(policy);`
inline augmentation ct_image(std::shared_ptr<ct_policy const> policy, ct_image_options const& options = {}) {
  detail::require_padding("ct_image", options.pad);
  if (!policy) throw value_error("ct_image: expected a policy, got none");
  return [policy = std::move(policy), o = options, normaliser = detail::level_normaliser(options.normalise)](
             sample const& s, std::span<float> out, random_stream& random) {
    auto const v = detail::require_image_sample("ct_image", s, out);
    detail::image_workspace const work(s, out);
    detail::flip_and_crop(v, work.plane(3), work.plane(0), o.flip, o.pad, random);
    auto const result = (*policy)(work.plane(3), work.plane(0), random);
    o.cutout(result, random);
    if (result.data() != work.plane(3).data()) image::identity(result, work.plane(3));
    normaliser(work.plane(3).data(), v.extent(2), out);
  };
}

/// Writes a labelled image as the policy probes it: weak_image, then operations of any strength, without cutout.
inline void ct_probe(ct_policy const& policy, sample const& s, std::span<float> out, random_stream& random,
                     std::span<ct_use> used, weak_image_options const& options = {}) {
  auto const v = detail::require_image_sample("ct_probe", s, out);
  detail::image_workspace const work(s, out);
  detail::flip_and_crop(v, work.plane(3), work.plane(0), options.flip, options.pad, random);
  auto const result = policy.probe(work.plane(3), work.plane(0), random, used);
  if (result.data() != work.plane(3).data()) image::identity(result, work.plane(3));
  detail::level_normaliser(options.normalise)(work.plane(3).data(), v.extent(2), out);
}

}  // namespace tacit::inline TACIT_ABI
