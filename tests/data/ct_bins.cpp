// CTAugment's bins: which strengths are drawn, and how they learn.
#include "tacit/data/ct_bins.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

#include "tacit/tensor/standard.hpp"

using namespace tacit;

TEST_CASE("in the beginning all bins are equally likely; bins below the threshold are never drawn", "[data]") {
  ct_bins bins({.bins = 5, .decay = 0.5});
  for (index_t i = 0; i < 5; ++i) CHECK(bins.probability(i) == Approx(0.2));
  bins.update(2, 0);  // 0.5: a share of (0.5 + 0.5) / (1 + 0.5)
  CHECK(bins.weights()[2] == 0.5);
  CHECK(bins.probability(2) == 0);
  CHECK(bins.probability(0) == Approx(0.25));

  random_stream random(1, purpose::user, 0);
  std::vector<int> drawn(5), probed(5);
  for (int k = 0; k < 4000; ++k) {
    index_t const bin = bins.sample(random);
    ++drawn[static_cast<std::size_t>(bin)];
    double const level = bins.level(bin, random);
    CHECK((level * 5 >= static_cast<double>(bin) && level * 5 < static_cast<double>(bin + 1)));
    ++probed[static_cast<std::size_t>(bins.probe(random))];
  }
  CHECK(drawn[2] == 0);
  CHECK(drawn[0] == Approx(1000).margin(120));
  CHECK(probed[2] == Approx(800).margin(120));
}

TEST_CASE("the proximity of a prediction to its label", "[data]") {
  CHECK(label_proximity(std::vector<double>{0, 1, 0}, 1) == 1);
  CHECK(label_proximity(std::vector<double>{0, 1, 0}, 0) == 0);
  CHECK(label_proximity(std::vector<double>{0.5, 0.25, 0.25}, 0) == Approx(0.5));
  CHECK(label_proximity(std::vector<float>{1.000001F, 0}, 1) == 0);
  CHECK_THROWS_AS(label_proximity(std::vector<double>{1, 0}, 2), value_error);
}

TEST_CASE("bins refuse what makes no sense", "[data]") {
  CHECK_THROWS_AS(ct_bins({.bins = 0}), value_error);
  CHECK_THROWS_AS(ct_bins({.decay = 1.5}), value_error);
  CHECK_THROWS_AS(ct_bins({.threshold = -1}), value_error);
  ct_bins bins;
  CHECK_THROWS_AS(bins.update(17, 1), value_error);
  CHECK_THROWS_AS(bins.update(0, 1.5), value_error);
  CHECK_THROWS_AS(bins.update(0, std::nan("")), value_error);
}
