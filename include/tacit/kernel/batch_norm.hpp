// batch_norm: statistics, normalisation (with a fused activation) and gradients over rows x channels, channels last.
#pragma once

#include "tacit/kernel/activation.hpp"
#include "tacit/kernel/detail/moments.hpp"

namespace tacit::inline TACIT_ABI {

/// Mean and biased variance of every channel of x (rows x channels, rows = samples * height * width). Blocks of rows
/// are measured by themselves in one read of memory and merged in double.
template <class S>
void batch_norm_statistics(context const& ctx, index_t rows, index_t channels, S const* x, S* mean, S* variance) {
  if (rows < 1) detail::throw_shape("batch_norm_statistics", "rows", "at least 1", rows);
  auto const layout = detail::make_column_layout<S>(rows, channels);
  index_t const grain = detail::column_block_rows(layout), blocks = block_count(rows, grain);
  scratch_frame frame(ctx);
  double* const means = frame.take<double>(blocks * channels);
  double* const squares = frame.take<double>(blocks * channels);
  parallel_ranges(ctx, rows, grain, [&](index_t first, index_t last, int worker) {
    scratch_frame local(ctx, worker);
    index_t const b = first / grain;
    detail::column_moments<S>(local, (last - first) * channels, layout, channels, x + first * channels,
                              means + b * channels, squares + b * channels);
  });
  // the mean of the blocks' means, and the squares around it
  double const total = static_cast<double>(rows);
  auto const count = [=](index_t b) { return static_cast<double>(std::min(grain, rows - b * grain)); };
  parallel_ranges(ctx, channels, detail::slice_columns(blocks), [&](index_t first, index_t last, int worker) {
    scratch_frame local(ctx, worker);
    double *const sum = local.take<double>(last), *const square = local.take<double>(last);
    std::fill(sum + first, sum + last, 0.0);
    std::fill(square + first, square + last, 0.0);
    for (index_t b = 0; b < blocks; ++b)
      for (index_t c = first; c < last; ++c) sum[c] += count(b) * means[b * channels + c];
    for (index_t b = 0; b < blocks; ++b)
      for (index_t c = first; c < last; ++c) {
        double const d = means[b * channels + c] - sum[c] / total;
        square[c] += squares[b * channels + c] + count(b) * d * d;
      }
    for (index_t c = first; c < last; ++c) {
      mean[c] = static_cast<S>(sum[c] / total);
      variance[c] = static_cast<S>(square[c] / total);
    }
  });
}

namespace detail {

/// The activations that batch norm can apply in the same pass: identity, relu and leaky_relu are one function, with
/// slope 1, 0 or its own below zero. Written so that relu gives 0 there and not -0.
template <class S>
struct sloped_function : leaky_relu_function<S> {
  template <class V>
  TACIT_INLINE V value(V x) const {
    V const none{};
    return (x > S(0) ? x : none) + (x > S(0) ? none : x * this->slope);
  }
};

template <class S>
sloped_function<S> fused_activation(activation kind, S slope) {
  switch (kind) {
    case activation::identity:
      return {{S(1)}};
    case activation::relu:
      return {{S(0)}};
    case activation::leaky_relu:
      return {{slope}};
    default:
      throw value_error("batch_norm_activate: expected identity, relu or leaky_relu, got another activation");
  }
}

/// Elements of a block of a loop over columns: whole rows of the layout.
inline index_t column_block_elements(column_layout layout) { return column_block_rows(layout) * layout.channels; }

}  // namespace detail

/// y = act((x - mean) inv_std gamma + beta) by channel, in one pass; act is identity, relu or leaky_relu; y may be x.
template <class S>
void batch_norm_activate(context const& ctx, index_t rows, index_t channels, S const* x, S const* mean,
                         S const* inv_std, S const* gamma, S const* beta, activation kind, S slope, S* y) {
  auto const layout = detail::make_column_layout<S>(rows, channels);
  scratch_frame frame(ctx);
  S const* const centre = detail::spread<S>(frame, layout, [=](index_t c) { return mean[c]; });
  S const* const scale = detail::spread<S>(frame, layout, [=](index_t c) { return gamma[c] * inv_std[c]; });
  S const* const shift = detail::spread<S>(frame, layout, [=](index_t c) { return beta[c]; });
  auto const act = detail::fused_activation(kind, slope);
  parallel_ranges(ctx, rows * channels, detail::column_block_elements(layout), [&](index_t first, index_t last, int) {
    detail::for_columns<S>(last - first, layout, [=](index_t i, index_t j, auto span) TACIT_DETAIL_INLINED {
      using namespace detail;
      prefetch_further(x + first + i);
      auto const v =
          (load(x + first + i, span) - load(centre + j, span)) * load(scale + j, span) + load(shift + j, span);
      store(y + first + i, act.value(v), span);
    });
  });
}

/// y = (x - mean) inv_std gamma + beta.
template <class S>
void batch_norm_normalise(context const& ctx, index_t rows, index_t channels, S const* x, S const* mean,
                          S const* inv_std, S const* gamma, S const* beta, S* y) {
  batch_norm_activate(ctx, rows, channels, x, mean, inv_std, gamma, beta, activation::identity, S(0), y);
}

}  // namespace tacit::inline TACIT_ABI
