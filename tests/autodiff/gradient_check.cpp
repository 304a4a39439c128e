// check_gradient finds right gradients right and wrong ones wrong, with their place.
#include "tacit/autodiff/gradient_check.hpp"

#include <catch2/catch.hpp>
#include <limits>

using tacit::check_gradient;

namespace {

/// sum_i sin(x_i) x_{i+1}, and its gradient with `error` added to entry 2.
struct chain {
  double error = 0;
  double operator()(std::span<double const> x, std::span<double> g) const {
    double sum = 0;
    std::fill(g.begin(), g.end(), 0.0);
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
      sum += std::sin(x[i]) * x[i + 1];
      if (g.empty()) continue;
      g[i] += std::cos(x[i]) * x[i + 1];
      g[i + 1] += std::sin(x[i]);
    }
    if (!g.empty()) g[2] += error;
    return sum;
  }
};

}  // namespace

TEST_CASE("a right gradient passes", "[gradient_check]") {
  auto const d = check_gradient(chain{}, {0.3, -1.2, 2.5, 0.7, -0.4});
  CHECK(d.relative < 1e-8);
  CHECK(d.computed == Approx(d.numeric));
}

TEST_CASE("a wrong entry is found where it is", "[gradient_check]") {
  auto const d = check_gradient(chain{1e-3}, {0.3, -1.2, 2.5, 0.7, -0.4});
  CHECK(d.place == 2);
  CHECK(d.relative > 1e-4);
  CHECK(d.computed - d.numeric == Approx(1e-3).epsilon(1e-4));
}

TEST_CASE("entries that should be zero count, and NaN is no pass", "[gradient_check]") {
  auto const constant = [](double wrong) {
    return [wrong](std::span<double const>, std::span<double> g) {
      for (double& v : g) v = wrong;
      return 1.0;
    };
  };
  CHECK(check_gradient(constant(0), {1, 2}).relative == 0);
  CHECK(check_gradient(constant(1e-3), {1, 2}).relative == 1);
  CHECK(check_gradient(constant(std::numeric_limits<double>::quiet_NaN()), {1, 2}).relative > 1e300);
  CHECK(check_gradient(constant(0), {}).relative == 0);
}
