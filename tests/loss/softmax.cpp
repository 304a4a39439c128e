// The public softmax and log_softmax.
#include "tacit/loss/softmax.hpp"

#include "loss/laws.hpp"

using namespace loss_laws;

TEST_CASE("softmax rows sum to 1 and agree with log_softmax", "[loss]") {
  matrix const z = random_logits(51), p = tacit::softmax(z), l = tacit::log_softmax(z);
  for (index_t i = 0; i < rows; ++i) {
    double sum = 0;
    for (index_t c = 0; c < classes; ++c) {
      sum += p(i, c);
      REQUIRE(std::log(p(i, c)) == Approx(l(i, c)));
    }
    REQUIRE(sum == Approx(1));
  }
}

TEST_CASE("softmax into a strided view and in place", "[loss]") {
  matrix const z = random_logits(52), p = tacit::softmax(z);
  by_columns strided(matrix(z.extents()));
  tacit::softmax(z, into(strided.view()));
  require_equal(p, strided.view());
  matrix narrow({rows, 2});
  REQUIRE_THROWS_AS(tacit::softmax(z, into(narrow)), tacit::shape_error);
}

TEST_CASE("softmax of extreme and masked logits", "[loss]") {
  matrix const p = tacit::softmax(extreme_logits());
  require_finite(p);
  REQUIRE(p(1, 2) == 0.25);
  REQUIRE(p(2, 1) == 0.5);
  double const nothing = -std::numeric_limits<double>::infinity();
  matrix const masked = tacit::softmax(matrix({1, 3}, {0, nothing, 0}));
  REQUIRE(masked(0, 1) == 0.0);
  REQUIRE(masked(0, 0) == 0.5);
}
