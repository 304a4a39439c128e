// Common part of the point generators: sample i of class i mod classes, each from a random stream of its own.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include "tacit/data/validate.hpp"
#include "tacit/kernel/random.hpp"

namespace tacit::inline TACIT_ABI::detail {

/// How many samples to draw, and of what.
struct generation {
  std::string name;
  index_t samples = 0, test = 0;
  std::uint64_t seed = 0;
  int classes = 2;
  index_t features = 2;
};

template <class Number>
void require_option(bool fine, char const* generator, char const* option, char const* expected, Number actual) {
  if (!fine) throw_error<value_error>("{}: {}: expected {}, got {}", {generator, option, expected, actual});
}

/// Fills both parts: draw(random, label, values) writes the features of one sample. The test part has its own streams.
template <class Draw>
dataset generate_points(generation const& g, Draw draw) {
  require_option(g.samples >= 1, g.name.c_str(), "samples", "at least 1", g.samples);
  require_option(g.test >= 0, g.name.c_str(), "test", "at least 0", g.test);
  dataset data;
  data.name = g.name;
  data.classes = g.classes;
  auto const fill = [&](sample_set& set, std::vector<int>& labels, index_t count, std::uint64_t part) {
    set.shape = {g.features};
    set.count = count;
    set.values.resize(static_cast<std::size_t>(count * g.features));
    for (index_t i = 0; i < count; ++i) {
      random_stream random(g.seed, purpose::generate, part, static_cast<std::uint64_t>(i));
      int const label = static_cast<int>(i % g.classes);
      labels.push_back(label);
      draw(random, label,
           std::span<float>(set.values)
               .subspan(static_cast<std::size_t>(i * g.features), static_cast<std::size_t>(g.features)));
    }
  };
  fill(data.train, data.train_labels, g.samples, 0);
  fill(data.test, data.test_labels, g.test, 1);
  validate(data);
  return data;
}

/// (x, y) plus normal noise of this deviation.
inline void put_point(std::span<float> values, double x, double y, double noise, random_stream& random) {
  values[0] = static_cast<float>(x + noise * random.normal());
  values[1] = static_cast<float>(y + noise * random.normal());
}

}  // namespace tacit::inline TACIT_ABI::detail
