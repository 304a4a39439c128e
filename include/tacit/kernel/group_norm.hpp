// group_norm: every sample normalised by itself, over positions and a group of channels, channels last.
#pragma once

#include <cmath>

#include "tacit/kernel/detail/moments.hpp"
#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {

/// y = (x - mean) inv_std gamma + beta with the mean and biased variance of each (sample, group) and
/// inv_std = 1 / sqrt(variance + eps); x is samples x positions x channels, mean and inv_std are samples x groups.
template <class S>
void group_norm_forward(context const& ctx, index_t samples, index_t positions, index_t channels, index_t groups,
                        double eps, S const* x, S const* gamma, S const* beta, S* mean, S* inv_std, S* y) {
  if (groups < 1 || channels % groups != 0)
    detail::throw_shape("group_norm_forward", "channels", detail::message("a multiple of {} groups", {groups}),
                        channels);
  index_t const size = positions * channels, members = channels / groups;
  auto const layout = detail::make_column_layout<S>(positions, channels);
  parallel_ranges(ctx, samples, detail::block_rows(size), [&](index_t first, index_t last, int worker) {
    for (index_t s = first; s < last; ++s) {
      scratch_frame frame(ctx, worker);
      double* const centre = frame.take<double>(2 * groups);
      double* const inverse = centre + groups;
      S const* const from = x + s * size;
      detail::column_moments<S>(frame, size, layout, groups, from, centre, inverse);
      for (index_t g = 0; g < groups; ++g) {
        inverse[g] = 1 / std::sqrt(inverse[g] / static_cast<double>(positions * members) + eps);
        mean[s * groups + g] = static_cast<S>(centre[g]);
        inv_std[s * groups + g] = static_cast<S>(inverse[g]);
      }
      S const* const middle = detail::spread<S>(frame, layout, [=](index_t c) { return centre[c / members]; });
      S const* const scale =
          detail::spread<S>(frame, layout, [=](index_t c) { return double(gamma[c]) * inverse[c / members]; });
      S const* const shift = detail::spread<S>(frame, layout, [=](index_t c) { return beta[c]; });
      S* const to = y + s * size;
      detail::for_columns<S>(size, layout, [=](index_t i, index_t j, auto span) TACIT_DETAIL_INLINED {
        using namespace detail;
        store(to + i, (load(from + i, span) - load(middle + j, span)) * load(scale + j, span) + load(shift + j, span),
              span);
      });
    }
  });
}

/// With xhat = (x - mean) inv_std and means over the group's elements:
/// dx = inv_std (gamma dy - mean(gamma dy) - xhat mean(gamma dy xhat)), dgamma += sum dy xhat, dbeta += sum dy.
/// dx may be dy; dgamma and dbeta may be null.
template <class S>
void group_norm_backward(context const& ctx, index_t samples, index_t positions, index_t channels, index_t groups,
                         S const* x, S const* gamma, S const* mean, S const* inv_std, S const* dy, S* dx, S* dgamma,
                         S* dbeta) {
  index_t const size = positions * channels, members = channels / groups, grain = detail::block_rows(size);
  index_t const blocks = block_count(samples, grain);
  double const count = static_cast<double>(positions * members);
  auto const layout = detail::make_column_layout<S>(positions, channels);
  index_t const ahead = detail::rows_ahead * layout.width;
  scratch_frame outer(ctx);
  double* const partial = outer.take<double>(blocks * 2 * channels);  // sum dy, sum dy xhat
  parallel_ranges(ctx, samples, grain, [&](index_t first, index_t last, int worker) {
    double* const sums_of_block = partial + first / grain * 2 * channels;
    std::fill_n(sums_of_block, 2 * channels, 0.0);
    for (index_t s = first; s < last; ++s) {
      using namespace detail;
      scratch_frame frame(ctx, worker);
      S const *const from = x + s * size, *const up = dy + s * size;
      S const *const m = mean + s * groups, *const inverse = inv_std + s * groups;
      S const* const middle = spread<S>(frame, layout, [=](index_t c) { return m[c / members]; });
      double* const sum = frame.take<double>(2 * channels);
      double* const product = sum + channels;  // sum dy (x - mean)
      column_sums<S, 2>(frame, size, layout, sum, [=](index_t i, index_t j, auto span) TACIT_DETAIL_INLINED {
        prefetch(from + i + ahead);
        prefetch(up + i + ahead);
        auto const g = load(up + i, span);
        return column_terms<S, 2>{g, g * (load(from + i, span) - load(middle + j, span))};
      });
      double* const constant = frame.take<double>(2 * groups);
      double* const slope = constant + groups;
      for (index_t g = 0; g < groups; ++g) {
        double a = 0, b = 0;
        for (index_t c = g * members; c < (g + 1) * members; ++c) {
          a += double(gamma[c]) * sum[c];
          b += double(gamma[c]) * product[c];
          sums_of_block[c] += sum[c];
          sums_of_block[channels + c] += product[c] * double(inverse[g]);
        }
        double const r = double(inverse[g]);
        constant[g] = -r * a / count;
        slope[g] = -r * r * r * b / count;
      }
      S const* const scale = spread<S>(frame, layout, [=](index_t c) { return gamma[c] * inverse[c / members]; });
      S const* const wide_slope = spread<S>(frame, layout, [=](index_t c) { return slope[c / members]; });
      S const* const wide_constant = spread<S>(frame, layout, [=](index_t c) { return constant[c / members]; });
      S* const to = dx + s * size;
      for_columns<S>(size, layout, [=](index_t i, index_t j, auto span) TACIT_DETAIL_INLINED {
        auto const d = load(from + i, span) - load(middle + j, span);
        store(
            to + i,
            load(up + i, span) * load(scale + j, span) + d * load(wide_slope + j, span) + load(wide_constant + j, span),
            span);
      });
    }
  });
  if (blocks == 0) return;
  detail::add_blocks(ctx, blocks, 2 * channels, partial);
  for (index_t c = 0; dbeta && c < channels; ++c) dbeta[c] += static_cast<S>(partial[c]);
  for (index_t c = 0; dgamma && c < channels; ++c) dgamma[c] += static_cast<S>(partial[channels + c]);
}

}  // namespace tacit::inline TACIT_ABI
