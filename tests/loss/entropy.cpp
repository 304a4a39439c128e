// Entropies and conjugate pseudo-labels.
#include "tacit/loss/entropy.hpp"
#include "tacit/loss/floored_negative_entropy.hpp"

#include "loss/laws.hpp"
#include "tacit/loss/conjugate.hpp"
#include "tacit/loss/marginal_entropy.hpp"
#include "tacit/loss/uniform_prior.hpp"

using namespace loss_laws;

TEST_CASE("losses of logits alone obey the laws", "[loss]") {
  single_laws(tacit::entropy);
  single_laws(tacit::marginal_negative_entropy);
  single_laws(tacit::uniform_prior);
  single_laws(tacit::floored_negative_entropy{.floor = 0.01});
  single_laws(tacit::conjugate_cross_entropy{.temperature = 2});
  single_laws(tacit::conjugate_poly1{.epsilon = 1});
  single_laws(tacit::conjugate_poly1{.epsilon = 6, .temperature = 1.5});
  single_laws(tacit::conjugate_poly1{.epsilon = -0.5});
}

TEST_CASE("entropy with weights", "[loss]") {
  matrix const z = random_logits(41);
  auto const w = some_weights();
  matrix g(z.extents());
  std::vector<double> gw(rows), terms(rows);
  double const value = tacit::entropy(z, w, into(g), into(gw));
  tacit::entropy.per_sample(z, into(terms));
  double expected = 0;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    expected += w[i] * terms[i] / rows;
    REQUIRE(gw[i] == Approx(terms[i] / rows));
  }
  REQUIRE(value == Approx(expected));
  require_gradient(z, g, [&](matrix const& x) { return tacit::entropy(x, w); });
}

TEST_CASE("entropy runs from 0 to log C", "[loss]") {
  REQUIRE(tacit::entropy(matrix({1, 8})) == Approx(std::log(8.0)));
  REQUIRE(tacit::entropy(matrix({1, 2}, {1e4, -1e4})) == 0.0);
  REQUIRE(tacit::marginal_negative_entropy(matrix({2, 2}, {1e4, -1e4, -1e4, 1e4})) == Approx(-std::log(2.0)));
  REQUIRE(tacit::marginal_negative_entropy(matrix({2, 2}, {1e4, -1e4, 1e4, -1e4})) == 0.0);
  REQUIRE(tacit::uniform_prior(matrix({2, 2}, {1e4, -1e4, -1e4, 1e4})) == Approx(0).margin(1e-12));
  REQUIRE(std::isinf(tacit::uniform_prior(matrix({2, 2}, {1e4, -1e4, 1e4, -1e4}))));
}

TEST_CASE("entropies of extreme logits are finite", "[loss]") {
  matrix const z = extreme_logits();
  matrix g(z.extents());
  auto const finite = [&](auto const& loss) {
    REQUIRE(std::isfinite(loss(z, into(g))));
    require_finite(g);
  };
  finite(tacit::entropy);
  finite(tacit::marginal_negative_entropy);
  finite(tacit::floored_negative_entropy{});
  finite(tacit::conjugate_cross_entropy{});
  finite(tacit::conjugate_poly1{});
}

TEST_CASE("conjugate pseudo-labels of PolyLoss-1 solve their equation", "[loss]") {
  double const epsilon = 3;
  matrix const z = random_logits(42), p = tacit::softmax(z);
  matrix y(z.extents());
  tacit::conjugate_poly1{.epsilon = epsilon}.pseudo_labels(z, into(y));
  for (index_t i = 0; i < rows; ++i) {
    double inner = 0, total = 0;
    for (index_t c = 0; c < classes; ++c) {
      inner += p(i, c) * y(i, c);
      total += y(i, c);
    }
    REQUIRE(total == Approx(1));
    for (index_t c = 0; c < classes; ++c) REQUIRE(y(i, c) + epsilon * p(i, c) * (y(i, c) - inner) == Approx(p(i, c)));
  }
  REQUIRE(tacit::conjugate_poly1{.epsilon = 0}(z) == Approx(tacit::entropy(z)));
  REQUIRE_THROWS_AS(tacit::conjugate_poly1{.epsilon = -1}(z), tacit::value_error);
  REQUIRE_THROWS_AS(tacit::conjugate_cross_entropy{.temperature = 0}(z), tacit::value_error);
}
