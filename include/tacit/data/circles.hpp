// Circles: one class on a circle, the other on a smaller circle inside it.
#pragma once

#include <cmath>

#include "tacit/data/detail/generate.hpp"

namespace tacit::inline TACIT_ABI {

struct circles_options {
  index_t samples = 1000;
  double noise = 0.05;
  double factor = 0.5;  ///< radius of the inner circle; the outer one has radius 1
  std::uint64_t seed = 0;
  index_t test = 1000;
};

/// Class 0 outside, class 1 inside.
inline dataset circles(circles_options const& options = {}) {
  detail::require_option(options.noise >= 0, "circles", "noise", "at least 0", options.noise);
  detail::require_option(options.factor >= 0 && options.factor < 1, "circles", "factor", "0 to less than 1",
                         options.factor);
  return detail::generate_points(
      {.name = "circles", .samples = options.samples, .test = options.test, .seed = options.seed},
      [&](random_stream& random, int label, std::span<float> values) {
        double const angle = random.uniform(0, 6.283185307179586), radius = label == 0 ? 1 : options.factor;
        detail::put_point(values, radius * std::cos(angle), radius * std::sin(angle), options.noise, random);
      });
}

}  // namespace tacit::inline TACIT_ABI
