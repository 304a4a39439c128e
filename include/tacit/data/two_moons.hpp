// Two moons: two half circles that reach into each other, the usual first test of semi-supervised learning.
#pragma once

#include <cmath>

#include "tacit/data/detail/generate.hpp"

namespace tacit::inline TACIT_ABI {

struct two_moons_options {
  index_t samples = 1000;
  double noise = 0.1;  ///< standard deviation of the points around their half circle of radius 1
  std::uint64_t seed = 0;
  index_t test = 1000;
};

/// Points of the plane: the upper half circle around (0, 0), and the lower one around (1, 0.5).
inline dataset two_moons(two_moons_options const& options = {}) {
  detail::require_option(options.noise >= 0, "two_moons", "noise", "at least 0", options.noise);
  return detail::generate_points(
      {.name = "two-moons", .samples = options.samples, .test = options.test, .seed = options.seed},
      [&](random_stream& random, int label, std::span<float> values) {
        double const angle = random.uniform(0, 3.141592653589793), x = std::cos(angle), y = std::sin(angle);
        detail::put_point(values, label == 0 ? x : 1 - x, label == 0 ? y : 0.5 - y, options.noise, random);
      });
}

}  // namespace tacit::inline TACIT_ABI
