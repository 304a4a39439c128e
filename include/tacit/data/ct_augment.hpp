// CTAugment (Berthelot et al. 2020, ReMixMatch): random operations whose strengths are learned from labelled images.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tacit/data/ct_bins.hpp"
#include "tacit/data/image_views.hpp"

namespace tacit::inline TACIT_ABI {

/// An operation of CTAugment; the level is in [0, 1).
struct ct_operation {
  char const* name;
  index_t bins;
  void (*apply)(image::const_view from, image::view to, double level);
};

namespace detail {
/// trunc(x + level (op(x) - x)).
template <void (*Operation)(image::const_view, image::view)>
void ct_blend(image::const_view from, image::view to, double level) {
  Operation(from, to);
  for (index_t i = 0; i < to.size(); ++i) {
    double const x = from.data()[i];
    to.data()[i] = static_cast<std::uint8_t>(x + level * (static_cast<double>(to.data()[i]) - x));
  }
}
template <void (*Operation)(image::const_view, image::view, double)>
void ct_enhance(image::const_view from, image::view to, double level) {
  Operation(from, to, 0.1 + 1.9 * level);
}
template <void (*Operation)(image::const_view, image::view, double)>
void ct_move(image::const_view from, image::view to, double level) {
  Operation(from, to, 0.3 * (2 * level - 1));
}
}  // namespace detail

/// The published set, less blur and rescale. Translations are fractions of the side, as documented there.
inline constexpr std::array<ct_operation, 16> ct_operations{{
    {"autocontrast", 17, detail::ct_blend<image::autocontrast>},
    {"brightness", 17, detail::ct_enhance<image::brightness>},
    {"color", 17, detail::ct_enhance<image::color>},
    {"contrast", 17, detail::ct_enhance<image::contrast>},
    {"equalize", 17, detail::ct_blend<image::equalize>},
    {"identity", 1, [](image::const_view from, image::view to, double) { image::identity(from, to); }},
    {"invert", 17, detail::ct_blend<image::invert>},
    {"posterize", 8,
     [](image::const_view from, image::view to, double level) {
       image::posterize(from, to, 1 + static_cast<index_t>(7.999 * level));
     }},
    {"rotate", 17,
     [](image::const_view from, image::view to, double level) {
       image::rotate(from, to, std::nearbyint(45 * (2 * level - 1)));
     }},
    {"sharpness", 17, detail::ct_enhance<image::sharpness>},
    {"shear_x", 17, detail::ct_move<image::shear_x>},
    {"shear_y", 17, detail::ct_move<image::shear_y>},
    {"smooth", 17, [](image::const_view from, image::view to, double level) { image::sharpness(from, to, 1 - level); }},
    {"solarize", 17,
     [](image::const_view from, image::view to, double level) {
       image::solarize(from, to, std::floor(255.999 * level));
     }},
    {"translate_x", 17, detail::ct_move<image::translate_x>},
    {"translate_y", 17, detail::ct_move<image::translate_y>},
}};

struct ct_options {
  index_t depth = 2;       ///< operations an image, drawn with replacement
  double decay = 0.99;     ///< of a bin's weight, each time it is probed
  double threshold = 0.8;  ///< bins below this share of their operation's best are not drawn
};

/// What an image was changed with.
struct ct_use {
  std::size_t operation = 0;
  index_t bin = 0;
};

/// Which operations at which strengths: the state that learns. Views may be made from several threads at once, but not
/// while `learn` runs.
class ct_policy {
 public:
  explicit ct_policy(ct_options const& options = {}) : options_(options) {
    if (options.depth < 1)
      throw value_error("ct_policy: depth: expected at least 1, got " + std::to_string(options.depth));
    for (auto const& operation : ct_operations)
      bins_.emplace_back(
          ct_bin_options{.bins = operation.bins, .decay = options.decay, .threshold = options.threshold});
  }

  index_t depth() const { return options_.depth; }
  ct_bins const& bins(std::size_t operation) const { return bins_.at(operation); }

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
    for (ct_use const& use : used) bins_.at(use.operation).update(use.bin, proximity);
  }

  /// Names the weights of every operation's bins.
  template <class Visitor>
  void visit(Visitor&& visitor) {
    for (std::size_t i = 0; i < bins_.size(); ++i)
      bins_[i].visit([&](char const*, std::vector<double>& weights) { visitor(ct_operations[i].name, weights); });
  }

 private:
  template <class Draw>
  image::view change(image::view v, image::view spare, random_stream& random, std::span<ct_use> used,
                     Draw const& draw) const {
    for (index_t k = 0; k < options_.depth; ++k) {
      auto const i = static_cast<std::size_t>(random.below(static_cast<index_t>(ct_operations.size())));
      index_t const bin = draw(bins_[i]);
      ct_operations[i].apply(v, spare, bins_[i].level(bin, random));
      std::swap(v, spare);
      if (!used.empty()) used[static_cast<std::size_t>(k)] = {i, bin};
    }
    return v;
  }

  ct_options options_;
  std::vector<ct_bins> bins_;
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
