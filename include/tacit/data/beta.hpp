// Draws from the Beta distribution: the shares of mixup and cutmix.
#pragma once

#include <cmath>
#include <string>

#include "tacit/kernel/random.hpp"
#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {

/// The logarithm of a Gamma(shape, 1) draw (Marsaglia and Tsang 2000). Below shape 1: Gamma(a) = Gamma(a + 1) U^(1/a),
/// in logarithms, since a tiny shape gives draws that no double can hold.
[[gnu::noinline]] inline double log_gamma_draw(random_stream& random, double shape) {
  if (shape < 1) return log_gamma_draw(random, shape + 1) + std::log1p(-random.uniform()) / shape;
  double const d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  while (true) {
    double const x = random.normal(), v = (1 + c * x) * (1 + c * x) * (1 + c * x), u = 1 - random.uniform();
    if (v > 0 && std::log(u) < 0.5 * x * x + d * (1 - v + std::log(v))) return std::log(d * v);
  }
}

}  // namespace detail

/// A draw from Beta(a, b), in [0, 1]; a, b > 0.
inline double draw_beta(random_stream& random, double a, double b) {
  if (!(a > 0) || !(b > 0) || !std::isfinite(a) || !std::isfinite(b))
    detail::throw_error<value_error>("draw_beta: expected finite a and b above 0, got {} and {}", {a, b});
  double const x = detail::log_gamma_draw(random, a), y = detail::log_gamma_draw(random, b);
  return 1 / (1 + std::exp(y - x));
}

}  // namespace tacit::inline TACIT_ABI
