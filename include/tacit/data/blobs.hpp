// Blobs: normal clouds around centres that are drawn from the seed, one class a centre.
#pragma once

#include <vector>

#include "tacit/data/detail/generate.hpp"

namespace tacit::inline TACIT_ABI {

struct blobs_options {
  index_t samples = 1000;
  double noise = 1;  ///< standard deviation of a cloud
  int classes = 3;
  index_t features = 2;
  double box = 10;  ///< centres are uniform in [-box, box] in every feature
  std::uint64_t seed = 0;
  index_t test = 1000;
};

inline dataset blobs(blobs_options const& options = {}) {
  detail::require_option(options.noise >= 0, "blobs", "noise", "at least 0", options.noise);
  detail::require_option(options.classes >= 2, "blobs", "classes", "at least 2", options.classes);
  detail::require_option(options.features >= 1, "blobs", "features", "at least 1", options.features);
  std::vector<std::vector<double>> centres;
  for (int c = 0; c < options.classes; ++c) {
    random_stream random(options.seed, purpose::generate, 2, static_cast<std::uint64_t>(c));
    auto& centre = centres.emplace_back(static_cast<std::size_t>(options.features));
    for (double& x : centre) x = random.uniform(-options.box, options.box);
  }
  return detail::generate_points({.name = "blobs",
                                  .samples = options.samples,
                                  .test = options.test,
                                  .seed = options.seed,
                                  .classes = options.classes,
                                  .features = options.features},
                                 [&](random_stream& random, int label, std::span<float> values) {
                                   auto const& centre = centres[static_cast<std::size_t>(label)];
                                   for (std::size_t k = 0; k < values.size(); ++k)
                                     values[k] = static_cast<float>(centre[k] + options.noise * random.normal());
                                 });
}

}  // namespace tacit::inline TACIT_ABI
