// check_gradient: compares the gradient that a function computes with central differences.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "tacit/tensor/view.hpp"

namespace tacit::inline TACIT_ABI {

/// The worst place of a gradient check.
struct gradient_deviation {
  double relative = 0;  ///< |computed - numeric| / scale, see check_gradient
  index_t place = 0;    ///< which argument
  double computed = 0, numeric = 0;
};

/// `f(x, gradient)` returns a double for a span of doubles x and, unless the span `gradient` is empty, writes its
/// gradient there. Differences are (f(x + h) - f(x - h)) / 2h with h = step max(1, |x|); for a smooth f that computes
/// in double, a right gradient deviates by less than about 1e-6. NaN counts as an infinite deviation. The deviation is
/// relative to the largest of |computed|, |numeric|, a hundredth of the gradient's largest entry, and step |f(x)|,
/// below which the difference is rounding noise.
template <class Function>
gradient_deviation check_gradient(Function&& f, std::vector<double> x, double step = 1e-5) {
  std::vector<double> computed(x.size()), numeric(x.size());
  double const value = f(std::span<double const>(x), std::span<double>(computed));
  for (std::size_t i = 0; i < x.size(); ++i) {
    double const kept = x[i], h = step * std::max(1.0, std::abs(kept));
    x[i] = kept + h;
    double const above = f(std::span<double const>(x), std::span<double>());
    x[i] = kept - h;
    double const below = f(std::span<double const>(x), std::span<double>());
    x[i] = kept;
    numeric[i] = (above - below) / (2 * h);
  }

  double least = std::max(step * std::abs(value), std::numeric_limits<double>::min());
  for (double g : numeric) least = std::max(least, std::abs(g) / 100);
  gradient_deviation worst;
  for (std::size_t i = 0; i < x.size(); ++i) {
    double const scale = std::max({std::abs(computed[i]), std::abs(numeric[i]), least});
    double relative = std::abs(computed[i] - numeric[i]) / scale;
    if (std::isnan(relative)) relative = HUGE_VAL;
    if (i == 0 || relative > worst.relative) worst = {relative, static_cast<index_t>(i), computed[i], numeric[i]};
  }
  return worst;
}

}  // namespace tacit::inline TACIT_ABI
