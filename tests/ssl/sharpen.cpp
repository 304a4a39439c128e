// Sharpening and interleaving.
#include "tacit/ssl/sharpen.hpp"

#include <catch2/catch.hpp>

#include "tacit/ssl/interleave.hpp"

using namespace tacit;

TEST_CASE("sharpening keeps one-hot and uniform rows, and the order of the others", "[ssl]") {
  tensor<float, 2> const p({3, 4}, {0, 1, 0, 0, 0.25f, 0.25f, 0.25f, 0.25f, 0.1f, 0.2f, 0.3f, 0.4f});
  for (double temperature : {0.01, 0.5, 1.0, 2.0}) {
    auto const q = sharpen(p, temperature);
    for (index_t c = 0; c < 4; ++c) {
      REQUIRE(q(0, c) == p(0, c));
      REQUIRE(q(1, c) == 0.25f);
      if (c > 0) REQUIRE((q(2, c) > q(2, c - 1) || q(2, c - 1) == 0.0f));
    }
  }
  REQUIRE(sharpen(p, 0.5)(2, 3) == Approx(0.16 / 0.30));
  tensor<double, 2> const faint({1, 2}, {1e-300, 1e-301});
  REQUIRE(sharpen(faint, 0.1)(0, 0) == Approx(1));
}

TEST_CASE("sharpening into a view, and what it refuses", "[ssl]") {
  tensor<double, 2> p({2, 2}, {0.5, 0.5, 0.2, 0.8}), columns({2, 2});
  sharpen(p, 0.5, into(columns.view().transposed()));
  REQUIRE(columns(1, 1) == sharpen(p, 0.5)(1, 1));
  REQUIRE_THROWS_AS(sharpen(p, 0), value_error);
  p(1, 0) = p(1, 1) = 0;
  REQUIRE_THROWS_WITH(sharpen(p, 0.5), Catch::Contains("row 1: expected a positive probability"));
  p(1, 0) = -1;
  REQUIRE_THROWS_WITH(sharpen(p, 0.5), Catch::Contains("row 1, column 0"));
}

TEST_CASE("interleaving twice restores the order, and batch 0 sees every batch", "[ssl]") {
  for (index_t batch : {0, 1, 2, 8, 9, 10, 64})
    for (index_t groups : {1, 2, 3, 4}) {
      auto const index = interleave_index(batch, groups);
      REQUIRE(index.size() == static_cast<std::size_t>(batch * groups));
      std::vector<index_t> share(static_cast<std::size_t>(groups));
      for (std::size_t i = 0; i < index.size(); ++i) {
        REQUIRE(index[static_cast<std::size_t>(index[i])] == static_cast<index_t>(i));
        if (static_cast<index_t>(i) < batch) ++share[static_cast<std::size_t>(index[i] / batch)];
      }
      for (index_t s : share) REQUIRE((s == batch / groups || s == batch / groups + 1));
    }
  REQUIRE_THROWS_AS(interleave_index(4, 0), value_error);
}
