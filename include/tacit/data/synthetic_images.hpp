// A built-in image set: ten classes of drawn shapes, varied and noisy enough that labels are worth something.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include "tacit/data/detail/generate.hpp"

namespace tacit::inline TACIT_ABI {

struct synthetic_images_options {
  index_t samples = 10000;
  index_t test = 2000;
  index_t height = 28, width = 28;
  index_t channels = 1;  ///< 1: grey; 3: colour
  double noise = 0.12;   ///< standard deviation of a pixel, of a range of 1
  std::uint64_t seed = 0;
};

namespace detail {

/// Signed distance (negative inside) of point (x, y) to the shape of a class; shapes fit the circle of radius 1.
inline double shape_distance(int shape, double x, double y) {
  double const r = std::hypot(x, y), ax = std::abs(x), ay = std::abs(y), box = std::max(ax, ay);
  switch (shape) {
    case 0:  // disc
      return r - 0.85;
    case 1:  // ring
      return std::abs(r - 0.7) - 0.2;
    case 2:  // square
      return box - 0.72;
    case 3:  // frame
      return std::abs(box - 0.62) - 0.16;
    case 4:  // triangle
      return std::max(ax * 0.866 + y * 0.5, -y) - 0.5;
    case 5:  // plus
      return std::max(std::min(ax, ay) - 0.26, box - 0.9);
    case 6:  // crescent
      return std::max(r - 0.9, 0.72 - std::hypot(x - 0.42, y));
    case 7:  // two bars
      return std::max(std::abs(ax - 0.5) - 0.22, ay - 0.85);
    case 8:  // two discs
      return std::hypot(ax - 0.5, y) - 0.42;
    default:  // half disc
      return std::max(r - 0.9, y);
  }
}

/// How one image differs from the others of its class.
struct drawing {
  int shape;
  double row, column, radius, cosine, sine, stretch;  // placement: pixels and a rotation
  double bar_row, bar_column, bar_cosine, bar_sine;   // a thin bar across the image that means nothing
  double slope_row, slope_column;                     // uneven light
  std::array<double, 3> paper, ink, bar;              // colours

  drawing(int class_index, synthetic_images_options const& options, random_stream& random) : shape(class_index) {
    double const height = static_cast<double>(options.height), width = static_cast<double>(options.width);
    double const size = std::min(height, width), angle = random.uniform(-0.3, 0.3);
    radius = size * random.uniform(0.28, 0.4);
    row = height / 2 + size * random.uniform(-0.07, 0.07);
    column = width / 2 + size * random.uniform(-0.07, 0.07);
    stretch = random.uniform(0.85, 1.18);
    cosine = std::cos(angle);
    sine = std::sin(angle);
    double const bar_angle = random.uniform(0, 3.141592653589793);
    bar_row = random.uniform(0, height);
    bar_column = random.uniform(0, width);
    bar_cosine = std::cos(bar_angle);
    bar_sine = std::sin(bar_angle);
    slope_row = random.uniform(-0.2, 0.2) / height;
    slope_column = random.uniform(-0.2, 0.2) / width;
    double const dark = random.uniform(0.1, 0.4), contrast = random.uniform(0.2, 0.5);
    double const bar_strength = random.uniform(0, 0.5);
    bool const inverted = random.chance(0.1);
    for (std::size_t c = 0; c < 3; ++c) {
      double const tint = options.channels == 3 ? random.uniform(-0.15, 0.15) : 0;
      paper[c] = inverted ? dark + contrast : dark;
      ink[c] = (inverted ? dark : dark + contrast) + tint;
      bar[c] = paper[c] + (inverted ? -bar_strength : bar_strength);
    }
  }

  /// Brightness without noise at the middle of a pixel, each edge one pixel soft.
  double at(double y, double x, std::size_t channel) const {
    double const dy = (y - row) / radius, dx = (x - column) / radius;
    double const u = (cosine * dx + sine * dy) * stretch, v = (cosine * dy - sine * dx) / stretch;
    double const inside = std::clamp(0.5 - shape_distance(shape, u, v) * radius, 0.0, 1.0);
    double const across = std::abs((y - bar_row) * bar_cosine - (x - bar_column) * bar_sine);
    double const on_bar = std::clamp(1.5 - across, 0.0, 1.0);
    double const ground = paper[channel] + on_bar * (bar[channel] - paper[channel]);
    return ground + inside * (ink[channel] - ground) + slope_row * (y - row) + slope_column * (x - column);
  }
};

inline void draw_image(drawing const& what, synthetic_images_options const& options, random_stream& random,
                       std::uint8_t* pixels) {
  for (index_t y = 0; y < options.height; ++y)
    for (index_t x = 0; x < options.width; ++x)
      for (index_t c = 0; c < options.channels; ++c) {
        double const value =
            what.at(static_cast<double>(y) + 0.5, static_cast<double>(x) + 0.5, static_cast<std::size_t>(c)) +
            options.noise * random.normal();
        *pixels++ = static_cast<std::uint8_t>(std::lround(255 * std::clamp(value, 0.0, 1.0)));
      }
}

}  // namespace detail

/// Images of ten shapes (disc, ring, square, frame, triangle, plus, crescent, two bars, two discs, half disc) of random
/// place, size, rotation, stretch, brightness and polarity, with a stray bar, uneven light and noise. Sample i has
/// class i mod 10. It stands in where no real images are at hand; results on it say nothing about real images.
inline dataset synthetic_images(synthetic_images_options const& options = {}) {
  auto const require = [](bool fine, char const* option, char const* expected, auto actual) {
    detail::require_option(fine, "synthetic_images", option, expected, actual);
  };
  require(options.samples >= 1, "samples", "at least 1", options.samples);
  require(options.test >= 0, "test", "at least 0", options.test);
  require(options.height >= 8, "height", "at least 8", options.height);
  require(options.width >= 8, "width", "at least 8", options.width);
  require(options.channels == 1 || options.channels == 3, "channels", "1 or 3", options.channels);
  require(options.noise >= 0, "noise", "at least 0", options.noise);
  dataset data;
  data.name = "synthetic";
  constexpr std::array shapes{"disc", "ring",     "square",   "frame",     "triangle",
                              "plus", "crescent", "two bars", "two discs", "half disc"};
  data.class_names = std::vector<std::string>(shapes.begin(), shapes.end());
  data.classes = static_cast<int>(data.class_names.size());
  auto const fill = [&](sample_set& set, std::vector<int>& labels, index_t count, std::uint64_t part) {
    set.shape = {options.height, options.width, options.channels};
    set.count = count;
    set.bytes.resize(static_cast<std::size_t>(count * set.elements()));
    for (index_t i = 0; i < count; ++i) {
      random_stream random(options.seed, purpose::generate, part, static_cast<std::uint64_t>(i));
      labels.push_back(static_cast<int>(i % data.classes));
      detail::drawing const what(labels.back(), options, random);
      detail::draw_image(what, options, random, set.bytes.data() + i * set.elements());
    }
  };
  fill(data.train, data.train_labels, options.samples, 0);
  fill(data.test, data.test_labels, options.test, 1);
  validate(data);
  return data;
}

}  // namespace tacit::inline TACIT_ABI
