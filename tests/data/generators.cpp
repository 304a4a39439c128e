// Generators of points and images.
#include "tacit/data/generators.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "files.hpp"

namespace {

using Catch::Contains;

template <class F>
std::string error(F f) {
  return files::message_of<tacit::value_error>(f);
}

/// Properties that every generator has.
template <class Generate>
void check_generator(Generate generate) {
  auto const a = generate(1, 60), again = generate(1, 60), longer = generate(1, 90), other = generate(2, 60);
  tacit::validate(a);
  CHECK(a.train.count == 60);
  CHECK(a.test.count == 20);
  // The same seed gives the same data, another seed others, and more samples continue the sequence.
  CHECK(a.train.values == again.train.values);
  CHECK(a.train.bytes == again.train.bytes);
  CHECK(a.test.values == again.test.values);
  CHECK((a.train.values != other.train.values || a.train.bytes != other.train.bytes));
  CHECK(std::equal(a.train.values.begin(), a.train.values.end(), longer.train.values.begin()));
  CHECK(std::equal(a.train.bytes.begin(), a.train.bytes.end(), longer.train.bytes.begin()));
  // The test part is not the training part, and the classes are balanced.
  CHECK(a.train[0].values[0] + static_cast<float>(a.train.bytes.size()) !=
        a.test[0].values[0] + static_cast<float>(a.test.bytes.size()));
  for (int c = 0; c < a.classes; ++c)
    CHECK(std::count(a.train_labels.begin(), a.train_labels.end(), c) == 60 / a.classes);
}

double distance(tacit::sample const& s, double x, double y) { return std::hypot(s.values[0] - x, s.values[1] - y); }

}  // namespace

TEST_CASE("points: same seed, same data; independent test part; balanced classes") {
  check_generator(
      [](std::uint64_t seed, tacit::index_t n) { return tacit::two_moons({.samples = n, .seed = seed, .test = 20}); });
  check_generator(
      [](std::uint64_t seed, tacit::index_t n) { return tacit::circles({.samples = n, .seed = seed, .test = 20}); });
  check_generator([](std::uint64_t seed, tacit::index_t n) {
    return tacit::spirals({.samples = n, .classes = 3, .seed = seed, .test = 20});
  });
  check_generator([](std::uint64_t seed, tacit::index_t n) {
    return tacit::blobs({.samples = n, .classes = 4, .features = 5, .seed = seed, .test = 20});
  });
}

TEST_CASE("two moons without noise lie on their half circles") {
  auto const data = tacit::two_moons({.samples = 200, .noise = 0});
  for (tacit::index_t i = 0; i < data.train.count; ++i) {
    bool const upper = data.train_labels[static_cast<std::size_t>(i)] == 0;
    auto const s = data.train[i];
    CHECK(distance(s, upper ? 0 : 1, upper ? 0 : 0.5) == Approx(1).margin(1e-6));
    CHECK((upper ? s.values[1] >= -1e-6f : s.values[1] <= 0.5f + 1e-6f));
  }
}

TEST_CASE("the noise has the deviation asked for") {
  auto const data = tacit::two_moons({.samples = 4000, .noise = 0.1, .test = 0});
  double squares = 0;
  for (tacit::index_t i = 0; i < data.train.count; ++i) {
    bool const upper = data.train_labels[static_cast<std::size_t>(i)] == 0;
    double const off = distance(data.train[i], upper ? 0 : 1, upper ? 0 : 0.5) - 1;
    squares += off * off;
  }
  CHECK(std::sqrt(squares / 4000) == Approx(0.1).epsilon(0.05));
}

TEST_CASE("circles and spirals without noise have their radii") {
  auto const circles = tacit::circles({.samples = 50, .noise = 0, .factor = 0.3});
  for (tacit::index_t i = 0; i < 50; ++i)
    CHECK(distance(circles.train[i], 0, 0) == Approx(i % 2 == 0 ? 1 : 0.3).margin(1e-6));
  auto const spirals = tacit::spirals({.samples = 50, .noise = 0});
  for (tacit::index_t i = 0; i < 50; ++i) {
    auto const r = distance(spirals.train[i], 0, 0);
    CHECK(r >= 0.1 - 1e-6);
    CHECK(r <= 1 + 1e-6);
  }
}

TEST_CASE("blobs without noise are their centres") {
  auto const data = tacit::blobs({.samples = 30, .noise = 0, .classes = 3, .features = 4});
  std::set<std::vector<float>> centres;
  for (tacit::index_t i = 0; i < 30; ++i) {
    auto const v = data.train[i].values;
    centres.insert({v.begin(), v.end()});
  }
  CHECK(centres.size() == 3);
}

TEST_CASE("synthetic images: shapes, seeds and colours") {
  auto const make = [](std::uint64_t seed, tacit::index_t samples, tacit::index_t channels = 1) {
    return tacit::synthetic_images(
        {.samples = samples, .test = 10, .height = 20, .width = 24, .channels = channels, .seed = seed});
  };
  auto const a = make(1, 20), longer = make(1, 30), other = make(2, 20), colour = make(1, 20, 3);
  CHECK(a.classes == 10);
  CHECK(a.class_names.size() == 10);
  CHECK(a.train.shape == std::vector<tacit::index_t>{20, 24, 1});
  CHECK(colour.train.shape == std::vector<tacit::index_t>{20, 24, 3});
  CHECK(std::equal(a.train.bytes.begin(), a.train.bytes.end(), longer.train.bytes.begin()));
  CHECK(a.train.bytes != other.train.bytes);
  CHECK(std::vector<std::uint8_t>(a.train.bytes.begin(), a.train.bytes.begin() + 20 * 24) !=
        std::vector<std::uint8_t>(a.test.bytes.begin(), a.test.bytes.begin() + 20 * 24));
  CHECK(a.train_labels[13] == 3);
}

TEST_CASE("synthetic images: without noise a disc is a disc") {
  auto const data = tacit::synthetic_images({.samples = 200, .test = 0, .noise = 0});
  for (tacit::index_t i = 0; i < 200; i += 10) {  // class 0
    auto const pixels = data.train[i].bytes;
    std::set<std::uint8_t> const values(pixels.begin(), pixels.end());
    CHECK(values.size() > 2);
    CHECK(*values.rbegin() - *values.begin() >= 40);  // the contrast is at least 0.2
  }
}

TEST_CASE("generators refuse options without sense") {
  CHECK_THAT(error([] { tacit::two_moons({.samples = 0}); }),
             Contains("two-moons: samples: expected at least 1, got 0"));
  CHECK_THAT(error([] { tacit::two_moons({.noise = -1}); }), Contains("two_moons: noise: expected at least 0"));
  CHECK_THAT(error([] { tacit::two_moons({.test = -1}); }), Contains("two-moons: test: expected at least 0, got -1"));
  CHECK_THAT(error([] { tacit::circles({.factor = 1}); }), Contains("circles: factor"));
  CHECK_THAT(error([] { tacit::spirals({.classes = 1}); }), Contains("spirals: classes: expected at least 2, got 1"));
  CHECK_THAT(error([] { tacit::spirals({.turns = 0}); }), Contains("spirals: turns"));
  CHECK_THAT(error([] { tacit::blobs({.features = 0}); }), Contains("blobs: features"));
  CHECK_THAT(error([] { tacit::blobs({.noise = std::nan("")}); }), Contains("blobs: noise"));
  CHECK_THAT(error([] { tacit::synthetic_images({.height = 7}); }),
             Contains("synthetic_images: height: expected at least 8, got 7"));
  CHECK_THAT(error([] { tacit::synthetic_images({.channels = 2}); }), Contains("channels: expected 1 or 3, got 2"));
  CHECK_THAT(error([] { tacit::synthetic_images({.samples = 0}); }), Contains("samples: expected at least 1"));
}
