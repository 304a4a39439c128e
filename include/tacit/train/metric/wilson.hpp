// The Wilson score interval of a share.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>

#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {

struct interval {
  double low = 0, high = 1;
};

/// Where the true share lies, given `hits` of `trials` (Wilson 1927): centre (p + z^2/2n) / (1 + z^2/n), half width
/// z sqrt(p(1-p)/n + z^2/4n^2) / (1 + z^2/n). z = 1.96: 95 %. value_error unless 0 <= hits <= trials and trials > 0.
inline interval wilson_interval(double hits, double trials, double z = 1.959963984540054) {
  if (!(trials > 0 && hits >= 0 && hits <= trials))
    detail::throw_error<value_error>("wilson_interval: expected 0 <= hits <= trials and trials > 0, got {} of {}",
                                     {hits, trials});
  double const p = hits / trials, w = z * z / trials;
  double const centre = (p + w / 2) / (1 + w), half = z * std::sqrt((p * (1 - p) + w / 4) / trials) / (1 + w);
  return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

}  // namespace tacit::inline TACIT_ABI
