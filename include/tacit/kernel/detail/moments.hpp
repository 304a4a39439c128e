// Mean and sum of squared deviations of channels-last data that fits a cache, without cancellation.
#pragma once

#include "tacit/kernel/detail/columns.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// Of n elements (whole rows), by group of channels / groups neighbouring channels. Two passes: a mean in S serves as
/// centre, and the sums of the deviations d from it correct it: mean = centre + sum d / m and
/// squares = sum d^2 - (sum d)^2 / m, m elements a group. A large mean does not cancel.
template <class S>
void column_moments(scratch_frame& frame, index_t n, column_layout layout, index_t groups, S const* x, double* mean,
                    double* squares) {
  index_t const channels = layout.channels, members = channels / groups;
  double const count = static_cast<double>(n / groups);
  double* const total = frame.take<double>(2 * channels);
  auto const group_sum = [=](double const* column, index_t g) {
    double s = 0;
    for (index_t c = g * members; c < (g + 1) * members; ++c) s += column[c];
    return s;
  };

  S const* const next = x + n;  // for the next call: each pass asks for a half of it
  column_sums<S, 1>(frame, n, layout, total, [=](index_t i, index_t, auto span) TACIT_DETAIL_INLINED {
    prefetch(next + i / 2);
    return column_terms<S, 1>{load(x + i, span)};
  });
  for (index_t g = 0; g < groups; ++g) mean[g] = static_cast<double>(static_cast<S>(group_sum(total, g) / count));

  S const* const centre = spread<S>(frame, layout, [=](index_t c) { return mean[c / members]; });
  column_sums<S, 2>(frame, n, layout, total, [=](index_t i, index_t j, auto span) TACIT_DETAIL_INLINED {
    prefetch(next + n / 2 + i / 2);
    pack<S> const d = load(x + i, span) - load(centre + j, span);
    return column_terms<S, 2>{d, d * d};
  });
  for (index_t g = 0; g < groups; ++g) {
    double const shift = group_sum(total, g);
    squares[g] = std::max(0.0, group_sum(total + channels, g) - shift * shift / count);
    mean[g] += shift / count;
  }
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
