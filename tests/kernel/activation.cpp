// activation: values and gradients of every kind against naive double loops and central differences.
#include "tacit/kernel/activation.hpp"

#include "elementwise_support.hpp"

namespace {

using support::index_t;
using tacit::activation;

constexpr double slope = 0.125;
constexpr activation all_kinds[] = {activation::identity, activation::relu,    activation::leaky_relu,
                                    activation::tanh,     activation::sigmoid, activation::softplus,
                                    activation::silu,     activation::gelu,    activation::gelu_tanh};

double naive(activation kind, double x) {
  switch (kind) {
    case activation::identity:
      return x;
    case activation::relu:
      return x > 0 ? x : 0;
    case activation::leaky_relu:
      return x > 0 ? x : slope * x;
    case activation::tanh:
      return std::tanh(x);
    case activation::sigmoid:
      return 1 / (1 + std::exp(-x));
    case activation::softplus:
      return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x)));
    case activation::silu:
      return x / (1 + std::exp(-x));
    case activation::gelu:
      return x * std::erfc(-x / std::sqrt(2.0)) / 2;
    case activation::gelu_tanh:
      return x * (1 + std::tanh(std::sqrt(2 / 3.14159265358979323846) * (x + 0.044715 * x * x * x))) / 2;
  }
  return 0;
}

template <class S>
std::vector<S> forward(tacit::context const& ctx, activation kind, std::vector<S> const& x) {
  std::vector<S> y(x.size());
  tacit::activate(ctx, kind, S(slope), index_t(x.size()), x.data(), y.data());
  return y;
}

}  // namespace

TEMPLATE_TEST_CASE("activations equal naive loops", "[activation]", float, double) {
  using S = TestType;
  tacit::context const ctx(2);
  for (activation kind : all_kinds)
    for (index_t n : support::odd_sizes()) {
      INFO("kind " << int(kind) << ", n " << n);
      auto const x = support::numbers<S>(n, 1, 0, 4);
      std::vector<double> expected;
      for (S v : x) expected.push_back(naive(kind, v));
      CHECK(support::difference(forward(ctx, kind, x), expected) < (sizeof(S) == 4 ? 1e-6 : 1e-14));
    }
}

TEMPLATE_TEST_CASE("activations stay relatively precise in their tails", "[activation]", float, double) {
  using S = TestType;
  tacit::context const ctx(1);
  for (activation kind : {activation::sigmoid, activation::softplus, activation::silu, activation::gelu})
    for (double x : {-6.0, -3.0, -1.0, -0.01, 0.01, 3.0, 30.0}) {
      INFO("kind " << int(kind) << ", x " << x);
      double const exact = naive(kind, double(S(x)));
      CHECK(std::abs(double(forward<S>(ctx, kind, {S(x)})[0]) - exact) <=
            40 * double(std::numeric_limits<S>::epsilon()) * std::abs(exact));
    }
}

TEST_CASE("activation gradients equal central differences", "[activation]") {
  tacit::context const ctx(2);
  for (activation kind : all_kinds)
    for (index_t n : {1, 7, 33, 1000}) {
      INFO("kind " << int(kind) << ", n " << n);
      auto const x = support::numbers<double>(n, 2, 0, 3), up = support::numbers<double>(n, 3);
      std::vector<double> expected, dx = up;
      for (std::size_t i = 0; i < x.size(); ++i)
        expected.push_back(up[i] * (naive(kind, x[i] + 1e-5) - naive(kind, x[i] - 1e-5)) / 2e-5);
      auto const y = forward(ctx, kind, x);
      bool const input = tacit::needs_input(kind);
      tacit::activate_backward(ctx, kind, slope, n, input ? x.data() : nullptr, input ? nullptr : y.data(), dx.data(),
                               dx.data());
      CHECK(support::difference(dx, expected) < 1e-8);
    }
}

TEMPLATE_TEST_CASE("activations give the same bits for any number of threads", "[activation]", float, double) {
  auto const x = support::numbers<TestType>(100003, 1);
  for (activation kind : all_kinds)
    support::require_same_for_any_threads([&](tacit::context const& ctx) { return forward(ctx, kind, x); });
}

TEMPLATE_TEST_CASE("no activation hides NaN, and the kinks belong to the left", "[activation]", float, double) {
  using S = TestType;
  tacit::context const ctx(1);
  S const nan = std::numeric_limits<S>::quiet_NaN();
  for (activation kind : all_kinds) CHECK(std::isnan(forward<S>(ctx, kind, {nan})[0]));
  for (auto [kind, expected] : {std::pair(activation::relu, S(0)), std::pair(activation::leaky_relu, S(slope))}) {
    S const zero = 0, one = 1;
    S dx = -1;
    tacit::activate_backward<S>(ctx, kind, S(slope), 1, nullptr, &zero, &one, &dx);
    CHECK(dx == expected);
  }
}

TEST_CASE("a negative or undefined slope is refused", "[activation]") {
  tacit::context const ctx(1);
  float x = 1;
  CHECK_THROWS_AS(tacit::activate(ctx, activation::leaky_relu, -0.5f, 1, &x, &x), tacit::value_error);
  CHECK_THROWS_AS(tacit::activate(ctx, activation::leaky_relu, std::numeric_limits<float>::quiet_NaN(), 1, &x, &x),
                  tacit::value_error);
}
