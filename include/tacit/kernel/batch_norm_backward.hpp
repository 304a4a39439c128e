// batch_norm_backward: gradients of batch norm, with batch or fixed statistics, and of the activation fused into it.
#pragma once

#include "tacit/kernel/batch_norm.hpp"

namespace tacit::inline TACIT_ABI {

/// Which statistics normalised: the batch's own (they depend on x), or given ones (they do not).
enum class norm_statistics { batch, fixed };

/// Gradients of y = act((x - mean) inv_std gamma + beta), with g = dy act'(.), xhat = (x - mean) inv_std, n = rows:
///   dgamma += sum g xhat, dbeta += sum g (either may be null: not wanted),
///   dx = gamma inv_std g for fixed statistics,
///   dx = gamma inv_std (g - (sum g) / n - xhat (sum g xhat) / n) for those of the batch; dx may be dy.
/// The input of the activation is computed again from x, which saves storing and reading it.
template <class S>
void batch_norm_activate_backward(context const& ctx, norm_statistics statistics, index_t rows, index_t channels,
                                  S const* x, S const* mean, S const* inv_std, S const* gamma, S const* beta,
                                  activation kind, S slope, S const* dy, S* dx, S* dgamma, S* dbeta) {
  bool const fixed = statistics == norm_statistics::fixed;
  auto const layout = detail::make_column_layout<S>(rows, channels);
  index_t const grain = detail::column_block_elements(layout), blocks = block_count(rows * channels, grain),
                ahead = detail::rows_ahead * layout.width;
  scratch_frame frame(ctx);
  S const* const centre = detail::spread<S>(frame, layout, [=](index_t c) { return mean[c]; });
  S const* const scale = detail::spread<S>(frame, layout, [=](index_t c) { return gamma[c] * inv_std[c]; });
  S const* const shift = detail::spread<S>(frame, layout, [=](index_t c) { return beta ? beta[c] : S(0); });
  double* const partial = frame.take<double>(std::max<index_t>(1, blocks) * 2 * channels);  // sum g, sum g (x - mean)

  auto const act = detail::fused_activation(kind, slope);
  using namespace detail;
  parallel_ranges(ctx, rows * channels, grain, [&](index_t first, index_t last, int worker) {
    scratch_frame local(ctx, worker);
    column_sums<S, 2>(local, last - first, layout, partial + first / grain * 2 * channels,
                      [=](index_t i, index_t j, auto span) TACIT_DETAIL_INLINED {
                        prefetch(x + first + i + ahead);
                        prefetch(dy + first + i + ahead);
                        auto const d = load(x + first + i, span) - load(centre + j, span), a = load(scale + j, span);
                        auto const g = act.backward(d * a + load(shift + j, span), load(dy + first + i, span));
                        if (fixed) store(dx + first + i, g * a, span);
                        return column_terms<S, 2>{g, g * d};
                      });
  });
  if (blocks == 0) std::fill_n(partial, 2 * channels, 0.0);
  add_blocks(ctx, blocks, 2 * channels, partial);
  double const *const sum = partial, *const product = partial + channels;
  for (index_t c = 0; dgamma && c < channels; ++c) dgamma[c] += static_cast<S>(product[c] * double(inv_std[c]));
  for (index_t c = 0; dbeta && c < channels; ++c) dbeta[c] += static_cast<S>(sum[c]);
  if (fixed) return;

  double const n = static_cast<double>(rows);
  auto const factor = [=](index_t c) { return double(gamma[c]) * double(inv_std[c]) / n; };
  S const* const slope_x = spread<S>(
      frame, layout, [=](index_t c) { return -factor(c) * product[c] * double(inv_std[c]) * double(inv_std[c]); });
  S const* const constant = spread<S>(frame, layout, [=](index_t c) { return -factor(c) * sum[c]; });
  parallel_ranges(ctx, rows * channels, grain, [&](index_t first, index_t last, int) {
    for_columns<S>(last - first, layout, [=](index_t i, index_t j, auto span) TACIT_DETAIL_INLINED {
      prefetch_further(x + first + i);
      prefetch_further(dy + first + i);
      auto const d = load(x + first + i, span) - load(centre + j, span), a = load(scale + j, span);
      auto const g = act.backward(d * a + load(shift + j, span), load(dy + first + i, span));
      store(dx + first + i, g * a + d * load(slope_x + j, span) + load(constant + j, span), span);
    });
  });
}

/// Without activation, statistics of the batch.
template <class S>
void batch_norm_backward(context const& ctx, index_t rows, index_t channels, S const* x, S const* mean,
                         S const* inv_std, S const* gamma, S const* dy, S* dx, S* dgamma, S* dbeta) {
  batch_norm_activate_backward<S>(ctx, norm_statistics::batch, rows, channels, x, mean, inv_std, gamma, nullptr,
                                  activation::identity, S(0), dy, dx, dgamma, dbeta);
}

/// Without activation, fixed (running) statistics.
template <class S>
void batch_norm_backward_fixed(context const& ctx, index_t rows, index_t channels, S const* x, S const* mean,
                               S const* inv_std, S const* gamma, S const* dy, S* dx, S* dgamma, S* dbeta) {
  batch_norm_activate_backward<S>(ctx, norm_statistics::fixed, rows, channels, x, mean, inv_std, gamma, nullptr,
                                  activation::identity, S(0), dy, dx, dgamma, dbeta);
}

}  // namespace tacit::inline TACIT_ABI
