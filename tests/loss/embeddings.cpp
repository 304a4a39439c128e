// Losses of embeddings and of restricted classes.
#include "loss/laws.hpp"
#include "tacit/loss/cross_entropy.hpp"
#include "tacit/loss/floored_cross_entropy.hpp"
#include "tacit/loss/positive_cosine.hpp"
#include "tacit/loss/restricted_cross_entropy.hpp"

using namespace loss_laws;

TEST_CASE("positive_cosine: values, gradients, zero rows", "[loss]") {
  matrix const a({4, 2}, {1, 0, 3, 4, 1, 1, 0, 0}), b({4, 2}, {2, 0, -4, 3, 1, 0, 1, 1});
  matrix ga(a.extents()), gb(b.extents());
  REQUIRE(tacit::positive_cosine(a, b, into(ga), into(gb)) == Approx((1 + std::sqrt(0.5)) / 4));
  require_finite(ga);
  matrix const x = random_logits(41), y = random_logits(42);
  matrix gx(x.extents()), gy(y.extents());
  tacit::positive_cosine(x, y, into(gx), into(gy));
  require_gradient(x, gx, [&](matrix const& m) { return tacit::positive_cosine(m, y); });
  require_gradient(y, gy, [&](matrix const& m) { return tacit::positive_cosine(x, m); });
}

TEST_CASE("floored_cross_entropy: gradient, and cross entropy without a floor", "[loss]") {
  matrix const z = random_logits(43), q = random_probabilities(44);
  REQUIRE(tacit::floored_cross_entropy{.floor = 0}(z, q) == Approx(tacit::cross_entropy(z, q)));
  matrix gz(z.extents()), gq(q.extents());
  tacit::floored_cross_entropy const loss{.floor = 1e-3};
  loss(z, q, into(gz), into(gq));
  require_gradient(z, gz, [&](matrix const& m) { return loss(m, q); });
  require_gradient(q, gq, [&](matrix const& m) { return loss(z, m); });
}

TEST_CASE("restricted_cross_entropy: only the kept classes take part", "[loss]") {
  matrix const z({2, 3}, {1, 2, 0.5, -1, 0, 3}), all({2, 3}, {1, 1, 1, 1, 1, 1}), some({2, 3}, {1, 0, 1, 0, 1, 0});
  std::vector<int> const y{0, 1};
  std::vector<double> const w{1, 0.5};
  REQUIRE(tacit::restricted_cross_entropy(z, y, all, w) == Approx(tacit::cross_entropy(z, y, w)));
  REQUIRE(tacit::restricted_cross_entropy(z, y, some, w) == Approx(std::log(1 + std::exp(-0.5)) / 2));
  matrix gz(z.extents());
  tacit::restricted_cross_entropy(z, y, some, w, into(gz));
  REQUIRE(gz(0, 1) == 0);
  require_gradient(z, gz, [&](matrix const& m) { return tacit::restricted_cross_entropy(m, y, some, w); });
  REQUIRE_THROWS_AS(tacit::restricted_cross_entropy(z, std::vector<int>{0, 3}, some, w), tacit::value_error);
}
