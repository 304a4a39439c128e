// random: Philox known answers, streams that share no block, unbiased draws.
#include "tacit/kernel/random.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <set>
#include <vector>

namespace {

using tacit::purpose;
using tacit::random_stream;
using words = std::array<std::uint32_t, 4>;

/// Pearson's statistic of counts that should be equal.
double chi_squared(std::vector<int> const& counts) {
  double total = 0, sum = 0;
  for (int c : counts) total += c;
  double const expected = total / double(counts.size());
  for (int c : counts) sum += (c - expected) * (c - expected) / expected;
  return sum;
}

}  // namespace

TEST_CASE("Philox4x32-10 gives the published answers", "[random]") {
  constexpr std::uint32_t ones = 0xffffffff;
  static_assert(tacit::philox4x32({0, 0, 0, 0}, {0, 0}) == words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  static_assert(tacit::philox4x32({ones, ones, ones, ones}, {ones, ones}) ==
                words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  static_assert(tacit::philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
                words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
  random_stream random(0, purpose::generate);
  words first{};
  for (auto& w : first) w = random.bits();
  CHECK(first == words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
}

TEST_CASE("streams of one seed share no block", "[random]") {
  std::uint64_t const large = std::uint64_t{1} << 36;
  std::set<words> seen;
  std::size_t drawn = 0;
  for (purpose what : {purpose::generate, purpose::initialise, purpose::dropout, purpose::user})
    for (std::uint64_t step : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{16}, large >> 4, large / 2, large - 1})
      for (std::uint64_t sample :
           {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{16}, large >> 4, large / 2, large - 1})
        for (std::uint32_t lane : {0u, 1u, 16u, 256u, 65535u}) {
          random_stream random(1, what, step, sample, lane);
          for (int block = 0; block < 3; ++block, ++drawn) {
            words w{};
            for (auto& e : w) e = random.bits();
            seen.insert(w);
          }
        }
  CHECK(seen.size() == drawn);
}

TEST_CASE("keys that would overlap another stream's are refused", "[random]") {
  CHECK_NOTHROW(random_stream(0, purpose::user, (std::uint64_t{1} << 36) - 1, (std::uint64_t{1} << 36) - 1, 65535));
  CHECK_THROWS_AS(random_stream(0, purpose::user, std::uint64_t{1} << 36), tacit::value_error);
  CHECK_THROWS_AS(random_stream(0, purpose::user, 0, static_cast<std::uint64_t>(-1)), tacit::value_error);
  CHECK_THROWS_AS(random_stream(0, purpose::user, 0, 0, 65536), tacit::value_error);
}

TEST_CASE("a stream depends on its key alone", "[random]") {
  random_stream a(5, purpose::mix, 2, 3, 4), b(5, purpose::mix, 2, 3, 4), c(6, purpose::mix, 2, 3, 4);
  std::vector<std::uint32_t> x, y, z;
  for (int k = 0; k < 10; ++k) {
    x.push_back(a.bits());
    y.push_back(b.bits());
    z.push_back(c.bits());
  }
  CHECK(x == y);
  CHECK(x != z);
}

TEST_CASE("uniform lies in [0, 1), evenly", "[random]") {
  random_stream random(1, purpose::user);
  std::vector<int> counts(10);
  double sum = 0;
  for (int k = 0; k < 100000; ++k) {
    double const u = random.uniform();
    REQUIRE((u >= 0 && u < 1));
    ++counts[std::size_t(u * 10)];
    sum += u;
  }
  CHECK(chi_squared(counts) < 27.9);  // 9 degrees of freedom, 0.1 %
  CHECK(sum / 100000 == Approx(0.5).margin(0.004));
}

TEST_CASE("below has no bias, also where a third of the words must be rejected", "[random]") {
  random_stream random(2, purpose::user);
  std::vector<int> counts(7);
  for (int k = 0; k < 70000; ++k) ++counts[std::size_t(random.below(7))];
  CHECK(chi_squared(counts) < 22.5);  // 6 degrees of freedom, 0.1 %
  CHECK(random.below(1) == 0);
  std::vector<int> thirds(3);
  tacit::index_t const third = tacit::index_t{1} << 61;  // taking the rest modulo 3 thirds would prefer the first two
  for (int k = 0; k < 30000; ++k) ++thirds[std::size_t(random.below(3 * third) / third)];
  CHECK(chi_squared(thirds) < 13.8);  // 2 degrees of freedom, 0.1 %
}

TEST_CASE("normal has mean 0, variance 1 and the right tails", "[random]") {
  random_stream random(3, purpose::noise);
  int const n = 200000;
  double sum = 0, squares = 0;
  int beyond_two = 0;
  for (int k = 0; k < n; ++k) {
    double const v = random.normal();
    sum += v;
    squares += v * v;
    beyond_two += std::abs(v) > 2;
  }
  CHECK(sum / n == Approx(0).margin(0.008));
  CHECK(squares / n == Approx(1).margin(0.012));
  CHECK(double(beyond_two) / n == Approx(0.0455).margin(0.002));
}

TEST_CASE("normals gives the numbers of as many calls of normal, and leaves the stream behind them", "[random]") {
  for (int before : {0, 1, 4})
    for (tacit::index_t n : {0, 1, 2, 3, 4, 5, 15, 16, 17, 19, 100}) {
      random_stream together(5, purpose::noise, 2, 9), one_by_one = together;
      for (int k = 0; k < before; ++k) CHECK(together.bits() == one_by_one.bits());
      std::vector<double> got, expected;
      together.normals(n, [&](tacit::index_t i, double z) {
        CHECK(i == static_cast<tacit::index_t>(got.size()));
        got.push_back(z);
      });
      for (tacit::index_t i = 0; i < n; ++i) expected.push_back(one_by_one.normal());
      CHECK(got == expected);
      CHECK(together.bits() == one_by_one.bits());
    }
}

TEST_CASE("normals_of gives each stream's own numbers, and leaves the streams behind them", "[random]") {
  struct {
    std::uint64_t odd_seed;  // of one stream in the middle
    int drawn;               // from the first one, before
  } const cases[] = {{5, 0}, {6, 0}, {5, 1}, {5, 4}};
  for (auto const& c : cases)
    for (std::uint64_t count : {0, 1, 3, 16, 40})
      for (tacit::index_t n : {0, 1, 2, 5, 16, 17}) {
        std::vector<random_stream> together;
        for (std::uint64_t s = 0; s < count; ++s)
          together.emplace_back(s == count / 2 ? c.odd_seed : 5, purpose::noise, 2, s);
        for (int k = 0; k < c.drawn && count > 0; ++k) together[0].bits();
        auto one_by_one = together;
        auto const size = static_cast<std::size_t>(n);
        std::vector<double> got(count * size), expected(count * size);
        std::vector<int> calls(count * size);
        random_stream::normals_of(together, n, [&](std::size_t s, tacit::index_t i, double z) {
          auto const at = s * size + static_cast<std::size_t>(i);
          got.at(at) = z;
          ++calls.at(at);
        });
        for (std::size_t s = 0; s < count; ++s)
          for (std::size_t i = 0; i < size; ++i) expected[s * size + i] = one_by_one[s].normal();
        CAPTURE(c.odd_seed, c.drawn, count, n);
        CHECK(got == expected);
        CHECK(calls == std::vector<int>(count * size, 1));
        for (std::size_t s = 0; s < count; ++s) CHECK(together[s].bits() == one_by_one[s].bits());
      }
}

TEST_CASE("the scalar exponential, logarithm and cosine are precise", "[random]") {
  auto const ulp = [](double got, long double expected) {
    double const e = std::abs(static_cast<double>(expected));
    double const unit = std::nextafter(e, 2 * e + 1) - e;
    return static_cast<double>(std::abs(got - expected)) / unit;
  };
  random_stream random(6, purpose::user);
  double worst_exp = 0, worst_log = 0, worst_cos = 0;
  for (int k = 0; k < 100000; ++k) {
    double const wide = random.uniform(), u = std::ldexp(1 - wide, -(k % 53)), v = random.uniform();
    double const x_below = std::log(u) * (k % 20);  // to -733: above the denormals
    worst_exp =
        std::max(worst_exp, ulp(tacit::detail::exp_below(x_below), std::exp(static_cast<long double>(x_below))));
    worst_log = std::max(worst_log, ulp(tacit::detail::log_of_positive(u), std::log(static_cast<long double>(u))));
    // near the zeros the sine of the exact distance from them
    long double const turn = 6.283185307179586476925286766559L, x = v, half = x < 0.5L ? 1 : -1;
    bool const near_zero = std::abs(std::abs(x - 0.5L) - 0.25L) < 0.125L;
    long double const expected =
        near_zero ? half * std::sin(turn * (half > 0 ? 0.25L - x : 0.75L - x)) : std::cos(turn * x);
    worst_cos = std::max(worst_cos, ulp(tacit::detail::cos_of_turn(v), expected));
  }
  CAPTURE(worst_exp, worst_log, worst_cos);
  CHECK(worst_exp < 2);
  double const infinity = std::numeric_limits<double>::infinity();
  CHECK(tacit::detail::exp_below(0) == 1);
  CHECK(tacit::detail::exp_below(-740) == Approx(std::exp(-740.0)).epsilon(0.1));  // a denormal of few bits
  CHECK(tacit::detail::exp_below(-1e4) == 0);
  CHECK(tacit::detail::exp_below(-infinity) == 0);
  CHECK(std::isnan(tacit::detail::exp_below(std::nan(""))));
  CHECK(worst_log < 2);
  CHECK(worst_cos < 2);
  CHECK(tacit::detail::log_of_positive(1) == 0);
  CHECK(tacit::detail::cos_of_turn(0) == 1);
  CHECK(tacit::detail::cos_of_turn(0.25) == 0);
  CHECK(tacit::detail::cos_of_turn(0.5) == -1);
  CHECK(tacit::detail::cos_of_turn(0.75) == 0);
}

TEST_CASE("shuffle gives every order alike", "[random]") {
  random_stream random(4, purpose::order);
  std::vector<int> counts(6);
  for (int k = 0; k < 60000; ++k) {
    std::array<int, 3> order{0, 1, 2};
    tacit::shuffle(order, 3, random);
    ++counts[std::size_t(order[0] * 2 + (order[1] > order[2]))];
  }
  CHECK(chi_squared(counts) < 20.6);  // 5 degrees of freedom, 0.1 %
}
