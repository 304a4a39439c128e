// Averages of weights: EMA with its corrections and buffer policies, SWA.
#include <catch2/catch.hpp>

#include "tacit/optim/ema.hpp"
#include "tacit/optim/swa.hpp"
#include "tacit/tensor/standard.hpp"
#include "tacit/tensor/tensor.hpp"

using namespace tacit;

TEST_CASE("ema_update on tensors of any rank and order", "[optim]") {
  tensor<float, 2> shadow({2, 3}, {0, 0, 0, 0, 0, 0}), theta({2, 3}, {1, 2, 3, 4, 5, 6});
  ema_update(shadow, theta, 0.75);
  REQUIRE(shadow(1, 2) == 1.5f);

  tensor<float, 2> by_columns({3, 2});
  ema_update(by_columns.view().transposed(), theta, 0);
  REQUIRE(by_columns(2, 0) == 3.0f);
  REQUIRE(by_columns(0, 1) == 4.0f);

  std::vector<double> a{1, 2}, b{3, 4};
  ema_update(a, b, 0.5);
  REQUIRE(a == std::vector<double>{2, 3});
  REQUIRE_THROWS_WITH(ema_update(shadow, tensor<float, 2>({3, 2}), 0.5), "ema_update: weights: expected 2x3, got 3x2");
}

TEST_CASE("ema_update on flat spans: any number of threads", "[optim]") {
  std::vector<float> theta(40001), one(theta.size(), 1), many(theta.size(), 1);
  for (std::size_t i = 0; i < theta.size(); ++i) theta[i] = static_cast<float>(i % 97) / 7;
  ema_update<float>(context(1), one, theta, 0.9);
  ema_update<float>(context(3), many, theta, 0.9);
  REQUIRE(one == many);
  REQUIRE_THROWS_AS(ema_update<float>(context(1), one, std::span<float const>(theta).first(5), 0.9), shape_error);
}

TEST_CASE("early corrections of the decay", "[optim]") {
  REQUIRE(ema{.decay = 0.9}.at(0) == 0.9);
  ema const count{.decay = 0.9, .correct = ema_correction::count};
  REQUIRE(count.at(0) == 0.0);
  REQUIRE(count.at(1) == 0.5);
  REQUIRE(count.at(1000) == 0.9);
  REQUIRE((ema{.decay = 0.9, .correct = ema_correction::count, .first = 1}.at(0)) == 0.5);
  ema const ratio{.decay = 0.9, .correct = ema_correction::ratio};
  REQUIRE(ratio.at(0) == 0.1);
  REQUIRE(ratio.at(1000) == 0.9);
}

TEST_CASE("buffer policies", "[optim]") {
  auto const after = [](ema_buffers policy) {
    std::vector<double> shadow{1}, model{3};
    ema{.decay = 0.75, .buffers = policy}.update_buffers<double>(context(1), shadow, model, 0);
    return shadow[0];
  };
  REQUIRE(after(ema_buffers::copy) == 3.0);
  REQUIRE(after(ema_buffers::average) == 1.5);
  REQUIRE(after(ema_buffers::own) == 1.0);
}

TEST_CASE("swa is the plain mean of what entered", "[optim]") {
  swa const rule{.start = 2, .every = 3};
  std::vector<double> average{100};
  std::vector<double> const seen{100, 100, 2, 2, 2, 3.5, 3.5, 3.5, 5};
  for (index_t t = 0; t < 9; ++t) {
    ema_update(average, std::vector<double>{static_cast<double>(t)}, rule.at(t));
    REQUIRE(average[0] == Approx(seen[static_cast<std::size_t>(t)]));
  }
}
