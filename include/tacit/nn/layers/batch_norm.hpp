// batch_norm: normalises each channel over the batch and all positions; takes a following activation along.
#pragma once

#include <algorithm>
#include <cmath>

#include "tacit/kernel/batch_norm_backward.hpp"
#include "tacit/nn/layer.hpp"

namespace tacit::inline TACIT_ABI {

struct batch_norm_options {
  double momentum = 0.1;  ///< running <- (1 - momentum) running + momentum batch
  double eps = 1e-5;
};

/// y = scale (x - mean) / sqrt(variance + eps) + shift (Ioffe and Szegedy 2015). The batch's biased variance
/// normalises; the running variance averages the unbiased one. Blocks: scale, shift; buffers mean, variance.
struct batch_norm_layer : layer_defaults {
  static constexpr char const* name = "batch_norm";
  static constexpr bool needs_output = false, in_place = true, batch_statistics = true;
  batch_norm_options options;
  elementwise_function then{};  ///< applied to y in the same pass over memory

  explicit batch_norm_layer(batch_norm_options o) : options(o) {
    if (!(o.momentum >= 0 && o.momentum <= 1))
      detail::throw_error<value_error>("batch_norm: momentum must be in [0, 1], got {}", {o.momentum});
  }

  shape_t output_shape(shape_t const& in) const {
    if (in.empty()) detail::throw_shape(name, "input", "at least one extent", "none");
    return in;
  }
  void declare(declaration& blocks, shape_t const& in) const {
    blocks.norm("scale", {in.back()}, 1);
    blocks.norm("shift", {in.back()}, 0);
    blocks.buffer("mean", {in.back()}, 0);
    blocks.buffer("variance", {in.back()}, 1);
  }
  /// The mean and 1 / sqrt(variance + eps) that normalised.
  index_t saved(shape_t const& in, index_t, index_t scalar_bytes) const { return 2 * in.back() * scalar_bytes; }

  template <class S>
  void forward(layer_pass<S> const& at, S const* x, S* y) const {
    index_t const channels = at.in().back(), positions = at.rows * element_count(at.in()) / channels;
    scratch_frame frame(at.ctx);
    S* mean = at.template saved<S>();
    if (!mean) mean = frame.take<S>(2 * channels);
    S* inverse = mean + channels;  // holds the variance first
    if (at.mode.batch_statistics) {
      batch_norm_statistics(at.ctx, positions, channels, x, mean, inverse);
      if (S* running = at.running_buffer(0)) {
        double const n = static_cast<double>(positions);
        average(channels, 1, mean, running);
        average(channels, n / std::max(n - 1, 1.0), inverse, at.running_buffer(1));
      }
    } else {
      std::copy_n(at.buffer(0), channels, mean);
      std::copy_n(at.buffer(1), channels, inverse);
    }
    for (index_t c = 0; c < channels; ++c)
      inverse[c] = static_cast<S>(1 / std::sqrt(static_cast<double>(inverse[c]) + options.eps));
    normalise<S>(at, mean, x, y);
  }
  template <class S>
  void recompute(layer_pass<S> const& at, S const* x, S* y) const {
    normalise<S>(at, at.template saved<S>(), x, y);
  }

  template <class S>
  void backward(layer_pass<S> const& at, S const* x, S const*, S const* dy, S* dx) const {
    index_t const channels = at.in().back(), positions = at.rows * element_count(at.in()) / channels;
    S const* mean = at.template saved<S>();
    S const* inverse = mean + channels;
    scratch_frame frame(at.ctx);
    if (!dx) dx = frame.take<S>(positions * channels);
    batch_norm_activate_backward(at.ctx, at.mode.batch_statistics ? norm_statistics::batch : norm_statistics::fixed,
                                 positions, channels, x, mean, inverse, at.parameter(0), at.parameter(1), then.kind,
                                 static_cast<S>(then.slope), dy, dx, at.gradient(0), at.gradient(1));
  }

  /// relu and leaky_relu are computed again in backward, so that only x is kept.
  bool can_fuse(elementwise_function f) const {
    return then.kind == activation::identity && (f.kind == activation::relu || f.kind == activation::leaky_relu);
  }
  batch_norm_layer fuse(elementwise_function f) const {
    batch_norm_layer both = *this;
    both.then = f;
    return both;
  }

 private:
  /// statistics: the mean, then 1 / sqrt(variance + eps).
  template <class S>
  void normalise(layer_pass<S> const& at, S const* statistics, S const* x, S* y) const {
    index_t const channels = at.in().back(), positions = at.rows * element_count(at.in()) / channels;
    batch_norm_activate(at.ctx, positions, channels, x, statistics, statistics + channels, at.parameter(0),
                        at.parameter(1), then.kind, static_cast<S>(then.slope), y);
  }

  template <class S>
  void average(index_t channels, double factor, S const* batch, S* running) const {
    for (index_t c = 0; c < channels; ++c)
      running[c] = static_cast<S>((1 - options.momentum) * static_cast<double>(running[c]) +
                                  options.momentum * factor * static_cast<double>(batch[c]));
  }
};

inline batch_norm_layer batch_norm(batch_norm_options options = {}) { return batch_norm_layer(options); }

}  // namespace tacit::inline TACIT_ABI
