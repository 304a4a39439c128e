// layer_norm: normalises the last dimension of each sample.
#pragma once

#include "tacit/kernel/layer_norm.hpp"
#include "tacit/nn/layer.hpp"

namespace tacit::inline TACIT_ABI {

struct layer_norm_options {
  double eps = 1e-5;
};

/// y = scale (x - mean) / sqrt(variance + eps) + shift over the last dimension, biased variance (Ba et al. 2016).
/// Blocks: scale, shift.
struct layer_norm_layer : layer_defaults {
  static constexpr char const* name = "layer_norm";
  static constexpr bool needs_output = false;
  layer_norm_options options;

  shape_t output_shape(shape_t const& in) const {
    if (in.empty()) detail::throw_shape(name, "input", "at least one extent", "none");
    return in;
  }
  void declare(declaration& blocks, shape_t const& in) const {
    blocks.norm("scale", {in.back()}, 1);
    blocks.norm("shift", {in.back()}, 0);
  }
  /// The mean and 1 / sqrt(variance + eps) of each normalised vector.
  index_t saved(shape_t const& in, index_t rows, index_t scalar_bytes) const {
    return 2 * vectors(in, rows) * scalar_bytes;
  }

  template <class S>
  void forward(layer_pass<S> const& at, S const* x, S* y) const {
    index_t const count = vectors(at.in(), at.rows);
    scratch_frame frame(at.ctx);
    S* mean = at.template saved<S>();
    if (!mean) mean = frame.take<S>(2 * count);
    layer_norm_forward(at.ctx, count, at.in().back(), options.eps, x, at.parameter(0), at.parameter(1), mean,
                       mean + count, y);
  }
  template <class S>
  void backward(layer_pass<S> const& at, S const* x, S const*, S const* dy, S* dx) const {
    index_t const count = vectors(at.in(), at.rows);
    scratch_frame frame(at.ctx);
    S const* mean = at.template saved<S>();
    if (!dx) dx = frame.take<S>(at.rows * element_count(at.in()));
    layer_norm_backward(at.ctx, count, at.in().back(), x, at.parameter(0), mean, mean + count, dy, dx, at.gradient(0),
                        at.gradient(1));
  }

 private:
  static index_t vectors(shape_t const& in, index_t rows) { return rows * element_count(in) / in.back(); }
};

inline layer_norm_layer layer_norm(layer_norm_options options = {}) { return {{}, options}; }

}  // namespace tacit::inline TACIT_ABI
