// Cross entropies: labels, soft targets, smoothing, masks, and what builds on them.
#include "tacit/loss/cross_entropy.hpp"

#include "loss/laws.hpp"
#include "tacit/loss/binary_cross_entropy.hpp"
#include "tacit/loss/distillation.hpp"
#include "tacit/loss/entropy.hpp"
#include "tacit/loss/masked_cross_entropy.hpp"
#include "tacit/loss/poly1.hpp"
#include "tacit/loss/smoothed_cross_entropy.hpp"

using namespace loss_laws;

TEST_CASE("losses of labels obey the laws", "[loss]") {
  label_laws(tacit::cross_entropy);
  label_laws(tacit::smoothed_cross_entropy{.smoothing = 0.2});
  label_laws(tacit::poly1{.epsilon = 1.5});
}

TEST_CASE("losses of soft targets obey the laws", "[loss]") {
  pair_laws(tacit::cross_entropy, random_probabilities(11));
  pair_laws(tacit::cross_entropy, random_logits(12));  // any real target
  pair_laws(tacit::binary_cross_entropy, random_probabilities(13));
}

TEST_CASE("cross entropy of known rows", "[loss]") {
  matrix const z({2, 2}, {0, 0, std::log(3.0), 0});
  std::vector<double> terms(2);
  tacit::cross_entropy.per_sample(z, std::vector<int>{0, 0}, into(terms));
  REQUIRE(terms[0] == Approx(std::log(2.0)));
  REQUIRE(terms[1] == Approx(std::log(4.0 / 3.0)));
  REQUIRE(tacit::cross_entropy(z, std::vector<int>{0, 0}) == Approx((terms[0] + terms[1]) / 2));

  std::vector<double> soft(2);
  tacit::cross_entropy.per_sample(z, matrix({2, 2}, {1, 0, 1, 0}), into(soft));
  REQUIRE(soft == terms);
}

TEST_CASE("smoothing 0 is cross entropy, smoothing 1 forgets the label", "[loss]") {
  matrix const z = random_logits(4);
  REQUIRE(tacit::smoothed_cross_entropy{.smoothing = 0}(z, some_labels()) ==
          Approx(tacit::cross_entropy(z, some_labels())));
  REQUIRE(tacit::smoothed_cross_entropy{.smoothing = 1}(z, some_labels()) ==
          Approx(tacit::smoothed_cross_entropy{.smoothing = 1}(z, std::vector<int>(rows))));
}

TEST_CASE("cross entropy of extreme logits is finite", "[loss]") {
  matrix const z = extreme_logits();
  std::vector<int> const y{0, 3, 0, 0, 1};
  matrix g(z.extents());
  REQUIRE(tacit::cross_entropy(z, y, into(g)) == Approx((2 * std::log(4.0) + 2e4 + std::log(2.0) + 1e4 + 2e4) / 5));
  require_finite(g);
  REQUIRE(std::isfinite(tacit::cross_entropy(to_float(z), y)));
  REQUIRE(std::isfinite(tacit::binary_cross_entropy(z, matrix(z.extents()), into(g))));
  require_finite(g);
}

TEST_CASE("rows of very many classes, and of NaN", "[loss]") {
  for (index_t n : {index_t{1024}, index_t{1025}, index_t{3000}}) {  // up to 1024 exponentials are remembered
    matrix z({1, n}), g({1, n});
    for (index_t c = 0; c < n; ++c) z(0, c) = static_cast<double>(c * 7919 % 1000) / 100;
    long double sum = 0;
    for (index_t c = 0; c < n; ++c) sum += std::exp(static_cast<long double>(z(0, c)));
    CHECK(tacit::cross_entropy(z, std::vector<int>{5}, into(g)) ==
          Approx(static_cast<double>(std::log(sum)) - z(0, 5)).epsilon(1e-12));
    double worst = 0;
    for (index_t c = 0; c < n; ++c) {
      double const p = static_cast<double>(std::exp(static_cast<long double>(z(0, c))) / sum);
      double const error = std::abs(g(0, c) - p + (c == 5 ? 1 : 0));
      if (!(error <= worst)) worst = error;  // also takes a NaN
    }
    CHECK(worst < 1e-14);
    z(0, 3) = std::nan("");
    CHECK(std::isnan(tacit::cross_entropy(z, std::vector<int>{5}, into(g))));
    CHECK(std::isnan(g(0, 7)));
    CHECK(std::isnan(tacit::entropy(z)));
  }
}

TEST_CASE("binary cross entropy has the gradient sigmoid(z) - t, also at 0", "[loss]") {
  matrix const z({1, 2}), t({1, 2}, {0, 1});
  matrix g(z.extents());
  REQUIRE(tacit::binary_cross_entropy(z, t, into(g)) == Approx(std::log(2.0)));
  REQUIRE(g(0, 0) == 0.25);
  REQUIRE(g(0, 1) == -0.25);
}

TEST_CASE("masked cross entropy is the mean over the kept rows", "[loss]") {
  matrix const z = random_logits(5);
  auto const y = some_labels();
  matrix g(z.extents());
  std::vector<double> gm(rows);

  SECTION("a mask of ones and zeros") {
    std::vector<double> const mask{1, 0, 1, 1, 0};
    std::vector<double> terms(rows);
    tacit::cross_entropy.per_sample(z, y, into(terms));
    REQUIRE(tacit::masked_cross_entropy(z, y, mask, into(g)) == Approx((terms[0] + terms[2] + terms[3]) / 3));
    require_gradient(z, g, [&](matrix const& x) { return tacit::masked_cross_entropy(x, y, mask); });
  }
  SECTION("fractions, with a sum above and below 1") {
    for (double factor : {1.0, 0.1}) {
      std::vector<double> mask{1, 0.5, 0.25, 1.5, 0};
      for (double& m : mask) m *= factor;
      tacit::masked_cross_entropy(z, y, mask, into(g), into(gm));
      require_gradient(z, g, [&](matrix const& x) { return tacit::masked_cross_entropy(x, y, mask); });
      require_gradient(mask, gm, [&](std::vector<double> const& m) { return tacit::masked_cross_entropy(z, y, m); });
    }
  }
  SECTION("a soft target") {
    matrix const target = random_probabilities(6);
    matrix gt(z.extents());
    std::vector<double> const mask{1, 0, 1, 1, 0};
    tacit::masked_cross_entropy(z, target, mask, into(g), into(gt), into(gm));
    require_gradient(z, g, [&](matrix const& x) { return tacit::masked_cross_entropy(x, target, mask); });
    require_gradient(target, gt, [&](matrix const& x) { return tacit::masked_cross_entropy(z, x, mask); });
    require_gradient(mask, gm, [&](std::vector<double> const& m) { return tacit::masked_cross_entropy(z, target, m); });
  }
  SECTION("nothing kept, nothing there") {
    REQUIRE(tacit::masked_cross_entropy(z, y, std::vector<double>(rows), into(g)) == 0.0);
    for (double x : g) REQUIRE(x == 0.0);
    REQUIRE(tacit::masked_cross_entropy(matrix({0, 3}), std::vector<int>{}, std::vector<double>{}) == 0.0);
  }
  SECTION("errors carry its own name") {
    REQUIRE_THAT(message_of([&] { tacit::masked_cross_entropy(z, y, std::vector<double>(2)); }),
                 Catch::StartsWith("masked_cross_entropy: weights: expected 5, got 2"));
  }
}

TEST_CASE("distillation: gradients, and a teacher that receives none", "[loss]") {
  matrix const z = random_logits(7), teacher = random_logits(8);
  auto const y = some_labels();
  tacit::distillation const loss{.temperature = 3, .alpha = 0.7};
  matrix g(z.extents()), gt(z.extents());
  for (double& x : gt) x = 1;
  REQUIRE(loss(z, teacher, y, into(g), into(gt)) == loss(z, teacher, y));
  require_gradient(z, g, [&](matrix const& x) { return loss(x, teacher, y); });
  for (double x : gt) REQUIRE(x == 0.0);

  REQUIRE((tacit::distillation{.temperature = 3, .alpha = 0}(z, teacher, y)) == Approx(tacit::cross_entropy(z, y)));
  REQUIRE(loss(matrix({0, 3}), matrix({0, 3}), std::vector<int>{}) == 0.0);
  REQUIRE_THAT(message_of([&] { tacit::distillation{.temperature = 0}(z, teacher, y); }),
               Catch::Contains("temperature: expected a positive number"));
  REQUIRE_THAT(message_of([&] { loss(z, matrix({rows, 2}), y); }), Catch::Contains("teacher: expected 5x7, got 5x2"));
}
