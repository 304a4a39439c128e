// reduce: sums against naive loops, the same bits for any number of threads; hash: known answers.
#include "tacit/kernel/reduce.hpp"

#include "elementwise_support.hpp"
#include "tacit/kernel/hash.hpp"

using support::index_t;

TEMPLATE_TEST_CASE("reductions equal naive loops", "[reduce]", float, double) {
  using S = TestType;
  tacit::context const ctx(2);
  for (index_t n : support::odd_sizes()) {
    INFO("n " << n);
    auto const x = support::numbers<S>(n, 1), y = support::numbers<S>(n, 2);
    long double sum = 0, dot = 0, norm = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      sum += x[i];
      dot += static_cast<long double>(x[i]) * y[i];
      norm += static_cast<long double>(x[i]) * x[i];
    }
    CHECK(std::abs(tacit::sum(ctx, n, x.data()) - double(sum)) <= 1e-13 * double(n));
    CHECK(std::abs(tacit::dot(ctx, n, x.data(), y.data()) - double(dot)) <= 1e-13 * double(n));
    CHECK(std::abs(tacit::squared_norm(ctx, n, x.data()) - double(norm)) <= 1e-13 * double(n));
    auto z = y;
    tacit::axpy(ctx, n, S(0.5), x.data(), z.data());
    for (std::size_t i = 0; i < x.size(); ++i) REQUIRE(z[i] == Approx(double(y[i]) + 0.5 * double(x[i])).margin(1e-6));
    tacit::scale(ctx, n, S(-2), z.data());
    for (std::size_t i = 0; i < x.size(); ++i) REQUIRE(z[i] == Approx(-2 * double(y[i]) - double(x[i])).margin(1e-6));
  }
}

TEMPLATE_TEST_CASE("reductions give the same bits for any number of threads", "[reduce]", float, double) {
  using S = TestType;
  for (index_t n : {16384, 16385, 300007}) {
    auto const x = support::numbers<S>(n, 1, 1e3), y = support::numbers<S>(n, 2);
    support::require_same_for_any_threads([&](tacit::context const& ctx) {
      return std::vector<double>{tacit::sum(ctx, n, x.data()), tacit::dot(ctx, n, x.data(), y.data()),
                                 tacit::squared_norm(ctx, n, x.data())};
    });
  }
}

TEST_CASE("a sum of floats does not lose the small ones", "[reduce]") {
  std::vector<float> x(1000001, 0.1f);
  x[0] = 1e8f;
  CHECK(tacit::sum(tacit::context(2), index_t(x.size()), x.data()) == Approx(1e8 + 1e6 * double(0.1f)).epsilon(1e-12));
}

TEMPLATE_TEST_CASE("all_finite sees every place", "[reduce]", float, double) {
  using S = TestType;
  tacit::context const ctx(2);
  for (index_t n : {1, 17, 40001}) {
    auto x = support::numbers<S>(n, 1);
    x[0] = std::numeric_limits<S>::max();
    REQUIRE(tacit::all_finite(ctx, n, x.data()));
    for (S bad :
         {std::numeric_limits<S>::infinity(), -std::numeric_limits<S>::infinity(), std::numeric_limits<S>::quiet_NaN()})
      for (index_t place : {index_t(0), n / 2, n - 1}) {
        S const kept = x[std::size_t(place)];
        x[std::size_t(place)] = bad;
        CHECK_FALSE(tacit::all_finite(ctx, n, x.data()));
        x[std::size_t(place)] = kept;
      }
  }
  CHECK(tacit::all_finite<S>(ctx, 0, nullptr));
}

TEST_CASE("the hash is FNV-1a, depends on order and sign of zero, and is 16 digits", "[hash]") {
  auto const hash = [](std::string const& text) {
    tacit::fnv1a h;
    h.add(std::span(text.data(), text.size()));
    return h.hex();
  };
  CHECK(hash("") == "cbf29ce484222325");
  CHECK(hash("a") == "af63dc4c8601ec8c");
  CHECK(hash("foobar") == "85944171f73967e8");
  std::vector<float> const a{0.f, 1.f}, b{-0.f, 1.f};
  tacit::fnv1a one, two, other;
  one.add(std::span(a));
  two.add(std::span(a).first(1));
  two.add(std::span(a).last(1));
  other.add(std::span(b));
  CHECK(one.value() == two.value());
  CHECK(one.value() != other.value());
}
