// RandAugment and its cutout: which operations are drawn, how strongly, and where the result lies.
#include "tacit/data/rand_augment.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <set>
#include <string>
#include <vector>

#include "tacit/tensor/tensor.hpp"

namespace {

using tacit::index_t;
using picture = tacit::tensor<std::uint8_t, 3>;

picture noise(index_t side, index_t channels) {
  picture p({side, side, channels});
  tacit::random_stream random(2, tacit::purpose::user);
  for (auto& level : p) level = static_cast<std::uint8_t>(random.below(256));
  return p;
}

tacit::random_stream stream(std::uint64_t sample) { return {5, tacit::purpose::augment, 0, sample}; }

std::vector<std::uint8_t> result(tacit::rand_augment const& augment, picture p, std::uint64_t sample) {
  picture spare(p.extents());
  auto random = stream(sample);
  auto const v = augment(p.view(), spare.view(), random);
  return {v.data(), v.data() + v.size()};
}

}  // namespace

TEST_CASE("the fourteen operations have names of their own") {
  std::set<std::string> names;
  for (auto const& operation : tacit::rand_augment_operations) names.insert(operation.name);
  CHECK(names.size() == 14);
  CHECK(names.count("equalize") == 1);
  CHECK(names.count("invert") == 0);
}

TEST_CASE("no operations, or none applied, leave the image") {
  auto const p = noise(16, 3);
  std::vector<std::uint8_t> const levels(p.begin(), p.end());
  CHECK(result({.operations = 0}, p, 1) == levels);
  CHECK(result({.operations = 5, .probability = 0}, p, 1) == levels);
}

TEST_CASE("one operation is one of the fourteen at the drawn magnitude") {
  auto const p = noise(16, 3);
  std::vector<int> seen(14);
  for (std::uint64_t sample = 0; sample < 300; ++sample) {
    auto random = stream(sample);
    auto const which = static_cast<std::size_t>(random.below(14));
    auto const& operation = tacit::rand_augment_operations[which];
    double const magnitude = random.uniform(operation.uniform.low, operation.uniform.high);
    CHECK((magnitude >= operation.uniform.low && magnitude <= operation.uniform.high));
    picture expected(p.extents());
    operation.apply(p.view(), expected.view(), magnitude);
    CHECK(result({.operations = 1}, p, sample) == std::vector<std::uint8_t>(expected.begin(), expected.end()));
    ++seen[which];
  }
  CHECK(*std::min_element(seen.begin(), seen.end()) >= 5);
}

TEST_CASE("operations follow each other") {
  auto const p = noise(14, 1);
  for (std::uint64_t sample = 0; sample < 50; ++sample) {
    picture a = p, b(p.extents());
    auto random = stream(sample);
    tacit::rand_augment const one{.operations = 1};
    auto v = one(a.view(), b.view(), random);
    auto spare = v.data() == a.data() ? b.view() : a.view();
    auto const w = one(v, spare, random);
    CHECK(result({.operations = 2}, p, sample) == std::vector<std::uint8_t>(w.data(), w.data() + w.size()));
  }
}

TEST_CASE("whole levels have the magnitudes of the published table") {
  // What an operation gets at level 9 of 10, found by drawing until it comes up with that level.
  auto const p = noise(20, 3);
  tacit::rand_augment const levels{.operations = 1, .magnitudes = tacit::rand_augment::magnitude::levels};
  struct row {
    std::size_t operation;
    std::vector<double> magnitudes;  // of levels 1 .. 9, without signs
  };
  std::vector<row> const table{
      {1, {0.28, 0.46, 0.64, 0.82, 1.0, 1.18, 1.36, 1.54, 1.72}},                                        // brightness
      {6, {4, 4, 3, 3, 2, 2, 2, 1, 1}},                                                                  // posterize
      {7, {3, 6, 9, 12, 15, 18, 21, 24, 27}},                                                            // rotate
      {9, {0.03, 0.06, 0.09, 0.12, 0.15, 0.18, 0.21, 0.24, 0.27}},                                       // shear_x
      {11, {231, 205, 180, 154, 128, 103, 77, 52, 26}},                                                  // solarize
      {12, {1 / 20.0, 2 / 20.0, 3 / 20.0, 4 / 20.0, 5 / 20.0, 6 / 20.0, 7 / 20.0, 8 / 20.0, 9 / 20.0}},  // translate_x
  };
  for (auto const& [which, magnitudes] : table) {
    auto const& operation = tacit::rand_augment_operations[which];
    std::set<index_t> negative, positive;
    for (std::uint64_t sample = 0; sample < 4000; ++sample) {
      auto random = stream(sample);
      if (static_cast<std::size_t>(random.below(14)) != which) continue;
      auto const level = random.below(9);
      double magnitude = magnitudes[static_cast<std::size_t>(level)];
      if (operation.either_sign) {
        bool const minus = random.chance(0.5);
        (minus ? negative : positive).insert(level);
        if (minus) magnitude = -magnitude;
      } else {
        positive.insert(level);
      }
      picture expected(p.extents());
      operation.apply(p.view(), expected.view(), magnitude);
      CHECK(result(levels, p, sample) == std::vector<std::uint8_t>(expected.begin(), expected.end()));
    }
    CHECK(positive.size() == 9);
    CHECK(negative.size() == (operation.either_sign ? 9u : 0u));
  }
}

TEST_CASE("an operation is applied with its probability") {
  auto p = noise(16, 1);
  tacit::rand_augment const half{.operations = 1, .probability = 0.5};
  std::vector<std::uint8_t> const levels(p.begin(), p.end());
  int changed = 0;
  for (std::uint64_t sample = 0; sample < 1000; ++sample) changed += result(half, p, sample) != levels;
  CHECK(changed > 300);  // half of the draws, less those that change nothing (identity, color, ...)
  CHECK(changed < 480);
}

TEST_CASE("cutout fills one box, grey in grey images, no larger than half the side") {
  for (index_t channels : {1, 3})
    for (bool fixed : {false, true}) {
      double mean_area = 0;
      for (std::uint64_t sample = 0; sample < 500; ++sample) {
        picture p({32, 32, channels});
        auto random = stream(sample);
        tacit::random_cutout{.fixed = fixed}(p.view(), random);
        index_t top = 32, left = 32, bottom = 0, right = 0, filled = 0;
        for (index_t r = 0; r < 32; ++r)
          for (index_t c = 0; c < 32; ++c)
            if (p(r, c, 0) != 0) {
              CHECK(p(r, c, 0) == (channels == 1 ? 127 : 125));
              CHECK(p(r, c, channels - 1) == (channels == 1 ? 127 : 114));
              top = std::min(top, r), bottom = std::max(bottom, r + 1);
              left = std::min(left, c), right = std::max(right, c + 1);
              ++filled;
            }
        REQUIRE(filled > 0);
        CHECK(filled == (bottom - top) * (right - left));
        CHECK(bottom - top <= (fixed ? 16 : 17));  // Pillow's rectangle includes its end row
        CHECK(right - left <= (fixed ? 16 : 17));
        if (fixed) CHECK(filled >= 8 * 8);
        mean_area += static_cast<double>(filled) / 500;
      }
      CHECK(mean_area > (fixed ? 150 : 60));
      CHECK(mean_area < (fixed ? 256 : 110));
    }
  picture p({8, 8, 3});
  auto random = stream(1);
  tacit::random_cutout{.side = 0}(p.view(), random);
  CHECK(std::count(p.begin(), p.end(), 0) == p.size());
}
