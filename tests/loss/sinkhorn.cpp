// Sinkhorn codes: balanced, normalised, and finite for scores of any size.
#include "tacit/loss/sinkhorn.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>

#include "tacit/kernel/random.hpp"

using namespace tacit;

namespace {

tensor<float, 2> random_scores(index_t samples, index_t clusters, double scale) {
  random_stream random(3, purpose::user, 0);
  tensor<float, 2> s({samples, clusters});
  for (float& v : s) v = static_cast<float>(scale * random.normal());
  return s;
}

}  // namespace

TEST_CASE("every row of codes is a distribution, and after many rounds every cluster gets its share", "[loss]") {
  for (double scale : {0.1, 1.0, 50.0}) {
    auto const codes = sinkhorn(random_scores(30, 6, scale), {.temperature = 0.5, .rounds = 400});
    std::array<double, 6> clusters{};
    for (index_t i = 0; i < 30; ++i) {
      double row = 0;
      for (index_t k = 0; k < 6; ++k) {
        row += static_cast<double>(codes(i, k));
        clusters[static_cast<std::size_t>(k)] += static_cast<double>(codes(i, k));
      }
      CHECK(row == Approx(1).epsilon(1e-5));
    }
    if (scale < 2)
      for (double c : clusters) CHECK(c == Approx(5).epsilon(1e-3));
  }
}

TEST_CASE("scores far below the largest still count", "[loss]") {
  tensor<float, 2> s({2, 2});
  s(0, 0) = 1000;
  s(0, 1) = 0;
  s(1, 0) = -1000;
  s(1, 1) = -2000;
  auto const codes = sinkhorn(s, {.temperature = 0.05, .rounds = 3});
  for (float v : codes) CHECK(std::isfinite(v));
  CHECK(codes(0, 0) + codes(0, 1) == Approx(1));
  CHECK(codes(1, 0) + codes(1, 1) == Approx(1));
}

TEST_CASE("sinkhorn writes into its input, takes no rows, and refuses what makes no sense", "[loss]") {
  auto s = random_scores(8, 3, 1);
  auto const codes = sinkhorn(s);
  sinkhorn(s, {}, into(s));
  CHECK(std::equal(s.begin(), s.end(), codes.begin()));
  CHECK(sinkhorn(tensor<float, 2>({0, 3})).size() == 0);
  CHECK_THROWS_AS(sinkhorn(s, {.temperature = 0}), value_error);
  CHECK_THROWS_AS(sinkhorn(s, {.rounds = 0}), value_error);
}
