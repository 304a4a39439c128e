// weight_norm_linear: a linear layer whose weight rows are direction times length.
#pragma once

#include <cmath>

#include "tacit/nn/detail/linear.hpp"
#include "tacit/nn/layers/linear.hpp"

namespace tacit::inline TACIT_ABI {

/// W_o = gain_o v_o / |v_o| for each output o; y = x W^T + bias (Salimans and Kingma 2016).
/// Blocks: direction (v, outputs x inputs), gain (starts at 1), bias.
struct weight_norm_linear_layer : layer_defaults {
  static constexpr char const* name = "weight_norm_linear";
  static constexpr bool needs_output = false, head = true;
  linear_layer plain;

  shape_t output_shape(shape_t const& in) const {
    detail::require_features(name, in);
    return {plain.options.outputs};
  }
  void declare(declaration& blocks, shape_t const& in) const {
    auto const& o = plain.options;
    blocks.weight("direction", {o.outputs, in[0]}, initialiser::of(o.initial, o.by, in[0], o.outputs));
    blocks.norm("gain", {o.outputs}, 1);
    if (o.bias) blocks.bias("bias", {o.outputs});
  }

  template <class S>
  void forward(layer_pass<S> const& at, S const* x, S* y) const {
    index_t const inputs = at.in()[0], outputs = at.out()[0];
    scratch_frame frame(at.ctx);
    S* w = frame.take<S>(outputs * inputs);
    weights(inputs, outputs, at.parameter(0), at.parameter(1), w);
    detail::linear_forward(at.ctx, at.rows, inputs, outputs, x, static_cast<S const*>(w),
                           plain.options.bias ? at.parameter(2) : nullptr, y);
  }

  template <class S>
  void backward(layer_pass<S> const& at, S const* x, S const*, S const* dy, S* dx) const {
    index_t const inputs = at.in()[0], outputs = at.out()[0];
    S const* v = at.parameter(0);
    S const* gain = at.parameter(1);
    scratch_frame frame(at.ctx);
    S* w = frame.take<S>(outputs * inputs);
    weights(inputs, outputs, v, gain, w);
    S* dw = nullptr;
    if (at.gradients) {
      dw = frame.take<S>(outputs * inputs);
      std::fill_n(dw, outputs * inputs, S{0});
    }
    detail::linear_backward(at.ctx, at.rows, inputs, outputs, x, static_cast<S const*>(w), dy, dx, dw,
                            plain.options.bias ? at.gradient(2) : nullptr);
    if (!dw) return;
    for (index_t o = 0; o < outputs; ++o) {
      // With u = v / |v|: dgain = <dW, u>, dv = gain / |v| (dW - <dW, u> u).
      S const* row = v + o * inputs;
      S const* drow = dw + o * inputs;
      S* dv = at.gradient(0) + o * inputs;
      double const length = norm(inputs, row);
      double along = 0;
      for (index_t i = 0; i < inputs; ++i) along += static_cast<double>(drow[i]) * static_cast<double>(row[i]);
      along /= length;
      at.gradient(1)[o] += static_cast<S>(along);
      S const scale = static_cast<S>(static_cast<double>(gain[o]) / length), inward = static_cast<S>(along / length);
      for (index_t i = 0; i < inputs; ++i) dv[i] += scale * (drow[i] - inward * row[i]);
    }
  }

 private:
  template <class S>
  static double norm(index_t count, S const* v) {
    double sum = 0;
    for (index_t i = 0; i < count; ++i) sum += static_cast<double>(v[i]) * static_cast<double>(v[i]);
    return std::sqrt(sum);
  }
  template <class S>
  static void weights(index_t inputs, index_t outputs, S const* v, S const* gain, S* w) {
    for (index_t o = 0; o < outputs; ++o) {
      S const scale = static_cast<S>(static_cast<double>(gain[o]) / norm(inputs, v + o * inputs));
      for (index_t i = 0; i < inputs; ++i) w[o * inputs + i] = scale * v[o * inputs + i];
    }
  }
};

inline weight_norm_linear_layer weight_norm_linear(linear_options options) { return {{}, linear_layer(options)}; }

}  // namespace tacit::inline TACIT_ABI
