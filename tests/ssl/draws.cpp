// The random draws of a step: from the seed, or recorded.
#include "tacit/ssl/draws.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>

using namespace tacit;

namespace {

template <class Number>
std::array<Number, 8> drawn(auto&& draw) {
  std::array<Number, 8> out{};
  draw(std::span<Number>(out));
  return out;
}

}  // namespace

TEST_CASE("draws are a function of seed, step and lane", "[ssl]") {
  auto const uniform = [](draws const& d, std::uint32_t lane) {
    return drawn<double>([&](std::span<double> out) { d.uniform(lane, out); });
  };
  CHECK(uniform(draws(1, 2), 3) == uniform(draws(1, 2), 3));
  CHECK(uniform(draws(1, 2), 3) != uniform(draws(1, 2), 4));
  CHECK(uniform(draws(1, 2), 3) != uniform(draws(1, 3), 3));
  CHECK(uniform(draws(1, 2), 3) != uniform(draws(2, 2), 3));

  auto order = drawn<index_t>([](std::span<index_t> out) { draws(1, 2).permutation(0, out); });
  std::sort(order.begin(), order.end());
  CHECK(order == std::array<index_t, 8>{0, 1, 2, 3, 4, 5, 6, 7});
  auto const chosen = drawn<int>([](std::span<int> out) { draws(1, 2).choice(0, 3, out); });
  CHECK(std::all_of(chosen.begin(), chosen.end(), [](int k) { return k >= 0 && k < 3; }));
  auto const weights = drawn<double>([](std::span<double> out) { draws(1, 2).beta(0, 0.75, out); });
  CHECK(std::all_of(weights.begin(), weights.end(), [](double w) { return w >= 0 && w <= 1; }));
}

TEST_CASE("recorded draws take the place of those from the seed; a kind that is not recorded is refused", "[ssl]") {
  struct halves final : recorded_draws {
    void uniform(std::uint32_t, std::span<double> out) const override { std::fill(out.begin(), out.end(), 0.5); }
  };
  halves const recorded;
  draws const d(1, 2, &recorded);
  std::array<double, 2> numbers{};
  d.uniform(0, numbers);
  CHECK(numbers == std::array<double, 2>{0.5, 0.5});

  std::array<index_t, 2> order{};
  std::array<int, 2> chosen{};
  CHECK_THROWS_WITH(d.normal(0, numbers), "draws: no recorded draws of the kind normal");
  CHECK_THROWS_AS(d.beta(0, 1, numbers), value_error);
  CHECK_THROWS_AS(d.permutation(0, order), value_error);
  CHECK_THROWS_AS(d.choice(0, 2, chosen), value_error);
}
