// Divergences between predictions: KL, mean squared error, Jensen-Shannon.
#include "loss/laws.hpp"
#include "tacit/loss/cross_entropy.hpp"
#include "tacit/loss/entropy.hpp"
#include "tacit/loss/js_divergence.hpp"
#include "tacit/loss/kl_divergence.hpp"
#include "tacit/loss/mean_squared_error.hpp"

using namespace loss_laws;

TEST_CASE("divergences from probabilities obey the laws", "[loss]") {
  pair_laws(tacit::kl_divergence, random_probabilities(21));
  pair_laws(tacit::probability_mse, random_probabilities(22));
  pair_laws(tacit::js_divergence, random_probabilities(23));
}

TEST_CASE("divergences between logits obey the laws", "[loss]") {
  pair_laws(tacit::softmax_kl{}, random_logits(24));
  pair_laws(tacit::softmax_kl{.temperature = 2, .target_temperature = 0.5}, random_logits(25));
  pair_laws(tacit::softmax_mse, random_logits(26));
  pair_laws(tacit::logit_mse, random_logits(27));
  pair_laws(tacit::softmax_js, random_logits(28));
}

TEST_CASE("KL is cross entropy less the target's entropy", "[loss]") {
  matrix const z = random_logits(29), target = random_logits(30);
  double const kl = tacit::kl_divergence(z, tacit::softmax(target));
  REQUIRE(kl == Approx(tacit::cross_entropy(z, tacit::softmax(target)) - tacit::entropy(target)));
  REQUIRE(kl == Approx(tacit::softmax_kl{}(z, target)));
  REQUIRE(tacit::softmax_kl{}(z, z) == Approx(0.0).margin(1e-15));
}

TEST_CASE("targets with exact zeros", "[loss]") {
  matrix const z({1, 3}, {0.5, -1, 2}), q({1, 3}, {0, 1, 0});
  matrix gz(z.extents()), gq(z.extents());
  REQUIRE(tacit::kl_divergence(z, q, into(gz), into(gq)) == Approx(tacit::cross_entropy(z, q)));
  require_finite(gz);
  require_finite(gq);
  REQUIRE(std::isfinite(tacit::js_divergence(z, q, into(gz), into(gq))));
  require_finite(gz);
  require_finite(gq);
}

TEST_CASE("divergences of extreme logits are finite", "[loss]") {
  matrix const z = extreme_logits();
  matrix target(z.extents());
  for (index_t i = 0; i < z.extent(0); ++i)
    for (index_t c = 0; c < z.extent(1); ++c) target(i, c) = z(i, (c + 1) % z.extent(1));
  matrix gz(z.extents()), gt(z.extents());
  auto const finite = [&](auto const& loss, matrix const& t) {
    REQUIRE(std::isfinite(loss(z, t, into(gz), into(gt))));
    require_finite(gz);
    require_finite(gt);
    REQUIRE(std::isfinite(loss(to_float(z), to_float(t))));
  };
  finite(tacit::softmax_kl{}, target);
  finite(tacit::softmax_mse, target);
  finite(tacit::softmax_js, target);
  finite(tacit::kl_divergence, tacit::softmax(target));
  finite(tacit::probability_mse, tacit::softmax(target));
  finite(tacit::js_divergence, tacit::softmax(target));
  REQUIRE(tacit::softmax_js(z, target) <= std::log(2.0));
}

TEST_CASE("mean squared error divides by samples and classes", "[loss]") {
  matrix const a({2, 2}, {1, 2, 3, 4}), b({2, 2}, {1, 0, 0, 4});
  REQUIRE(tacit::logit_mse(a, b) == Approx((4.0 + 9.0) / 4));
}

TEST_CASE("divergences refuse what they cannot mean", "[loss]") {
  matrix const z = random_logits(31);
  matrix q = random_probabilities(32);
  q(2, 3) = -0.1;
  REQUIRE_THAT(message_of([&] { tacit::kl_divergence(z, q); }),
               Catch::Contains("probability in row 2, column 3: expected at least 0"));
  q(2, 3) = std::nan("");
  REQUIRE_THROWS_AS(tacit::js_divergence(z, q), tacit::value_error);
  REQUIRE_THROWS_AS(tacit::softmax_kl{.temperature = 0}(z, z), tacit::value_error);
  REQUIRE_THROWS_AS(tacit::softmax_kl{.target_temperature = -1}(z, z), tacit::value_error);
}
