// Spirals: interleaved arms that start near the origin, one class an arm.
#pragma once

#include <cmath>

#include "tacit/data/detail/generate.hpp"

namespace tacit::inline TACIT_ABI {

struct spirals_options {
  index_t samples = 1000;
  double noise = 0.02;
  int classes = 2;     ///< number of arms
  double turns = 1.5;  ///< of each arm, from radius 0.1 to radius 1
  std::uint64_t seed = 0;
  index_t test = 1000;
};

inline dataset spirals(spirals_options const& options = {}) {
  detail::require_option(options.noise >= 0, "spirals", "noise", "at least 0", options.noise);
  detail::require_option(options.classes >= 2, "spirals", "classes", "at least 2", options.classes);
  detail::require_option(options.turns > 0, "spirals", "turns", "more than 0", options.turns);
  return detail::generate_points(
      {.name = "spirals",
       .samples = options.samples,
       .test = options.test,
       .seed = options.seed,
       .classes = options.classes},
      [&](random_stream& random, int label, std::span<float> values) {
        // The square root spreads the points evenly along the arm.
        double const along = std::sqrt(random.uniform()), radius = 0.1 + 0.9 * along;
        double const angle = 6.283185307179586 * (along * options.turns + label / double(options.classes));
        detail::put_point(values, radius * std::cos(angle), radius * std::sin(angle), options.noise, random);
      });
}

}  // namespace tacit::inline TACIT_ABI
