// layer_norm: every row normalised by itself.
#pragma once

#include <algorithm>
#include <cmath>

#include "tacit/kernel/detail/columns.hpp"
#include "tacit/kernel/detail/row_loops.hpp"

namespace tacit::inline TACIT_ABI {

/// y = (x - mean) inv_std gamma + beta with the row's mean and biased variance, inv_std = 1 / sqrt(variance + eps);
/// x is rows x channels. The variance is that of x less a first mean, so that a large mean does not cancel.
template <class S>
void layer_norm_forward(context const& ctx, index_t rows, index_t channels, double eps, S const* x, S const* gamma,
                        S const* beta, S* mean, S* inv_std, S* y) {
  S const n = static_cast<S>(channels);
  parallel_ranges(ctx, rows, detail::block_rows(channels), [&](index_t first, index_t last, int) {
    for (index_t i = first; i < last; ++i) {
      using namespace detail;
      S const* const row = x + i * channels;
      S const rough = row_sum<S>(
                          channels, [](auto v) TACIT_DETAIL_INLINED { return v; }, row) /
                      n;
      pack<S> sum{}, squares{};  // of what is near 0, whatever the mean
      for_lanes<S>(channels, [&](index_t c, auto span) TACIT_DETAIL_INLINED {
        prefetch_row(row + c, channels);
        auto const v = fill_unused(load(row + c, span) - rough, S(0), span);
        sum += v;
        squares += v * v;
      });
      S const shift = fold_sum<S>(sum) / n, centre = rough + shift;
      S const variance = std::max(S(0), fold_sum<S>(squares) / n - shift * shift);
      S const inverse = static_cast<S>(1 / std::sqrt(static_cast<double>(variance) + eps));
      mean[i] = centre;
      inv_std[i] = inverse;
      row_map(
          channels, [=](auto v, auto a, auto b) TACIT_DETAIL_INLINED { return (v - centre) * inverse * a + b; },
          y + i * channels, row, gamma, beta);
    }
  });
}

/// With xhat = (x - mean) inv_std and means over the row:
/// dx = inv_std (gamma dy - mean(gamma dy) - xhat mean(gamma dy xhat)), dgamma += sum dy xhat, dbeta += sum dy.
/// dx may be dy; dgamma and dbeta may be null.
template <class S>
void layer_norm_backward(context const& ctx, index_t rows, index_t channels, S const* x, S const* gamma, S const* mean,
                         S const* inv_std, S const* dy, S* dx, S* dgamma, S* dbeta) {
  constexpr index_t stretch = 64;  // rows whose parameter gradients are added in S; the rest in double
  // few blocks, each with sums of its own to write, but enough for the threads
  index_t const grain = std::max(detail::block_rows(channels), std::min(stretch, rows / 32));
  index_t const blocks = block_count(rows, grain);
  S const n = static_cast<S>(channels);
  scratch_frame outer(ctx);
  double* const partial = outer.take<double>(blocks * 2 * channels);  // sum dy, sum dy xhat
  parallel_ranges(ctx, rows, grain, [&](index_t first, index_t last, int worker) {
    using namespace detail;
    scratch_frame frame(ctx, worker);
    S* const sums = frame.take<S>(2 * channels);
    double* const total = partial + first / grain * 2 * channels;
    std::fill_n(total, 2 * channels, 0.0);
    for (index_t start = first; start < last; start += stretch) {
      std::fill_n(sums, 2 * channels, S(0));
      for (index_t i = start; i < std::min(last, start + stretch); ++i) {
        S const *const row = x + i * channels, *const up = dy + i * channels;
        S const centre = mean[i], inverse = inv_std[i];
        pack<S> sum{}, product{};
        for_lanes<S>(channels, [&](index_t j, auto span) TACIT_DETAIL_INLINED {
          prefetch_further(row + j);
          prefetch_further(up + j);
          pack<S> const g = load(up + j, span), weighted = g * load(gamma + j, span);
          pack<S> const normalised = (load(row + j, span) - centre) * inverse;
          store(sums + j, load(sums + j, span) + g, span);
          store(sums + channels + j, load(sums + channels + j, span) + g * normalised, span);
          sum += weighted;
          product += weighted * normalised;
        });
        S const a = fold_sum<S>(sum) / n, b = fold_sum<S>(product) / n;
        row_map(
            channels,
            [=](auto v, auto g, auto w)
                TACIT_DETAIL_INLINED { return (g * w - a - (v - centre) * inverse * b) * inverse; },
            dx + i * channels, row, up, gamma);
      }
      for (index_t k = 0; k < 2 * channels; ++k) total[k] += static_cast<double>(sums[k]);
    }
  });
  if (blocks == 0) return;
  detail::add_blocks(ctx, blocks, 2 * channels, partial);
  for (index_t c = 0; dbeta && c < channels; ++c) dbeta[c] += static_cast<S>(partial[c]);
  for (index_t c = 0; dgamma && c < channels; ++c) dgamma[c] += static_cast<S>(partial[channels + c]);
}

}  // namespace tacit::inline TACIT_ABI
