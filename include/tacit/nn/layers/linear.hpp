// linear: y = x W^T + bias.
#pragma once

#include "tacit/nn/detail/linear.hpp"
#include "tacit/nn/detail/require_shape.hpp"
#include "tacit/nn/layer.hpp"

namespace tacit::inline TACIT_ABI {

struct linear_options {
  index_t outputs = 0;
  bool bias = true;
  init initial = init::glorot;
  fan by = fan::in;  ///< for init::he
};

/// Blocks: weight (outputs x inputs), bias.
struct linear_layer : layer_defaults {
  static constexpr char const* name = "linear";
  static constexpr bool needs_output = false, head = true;
  linear_options options;

  explicit linear_layer(linear_options o) : options(o) {
    if (o.outputs <= 0) detail::throw_error<value_error>("linear: outputs must be positive, got {}", {o.outputs});
  }

  shape_t output_shape(shape_t const& in) const {
    detail::require_features("linear", in);
    return {options.outputs};
  }
  void declare(declaration& blocks, shape_t const& in) const {
    blocks.weight("weight", {options.outputs, in[0]},
                  initialiser::of(options.initial, options.by, in[0], options.outputs));
    if (options.bias) blocks.bias("bias", {options.outputs});
  }

  template <class S>
  void forward(layer_pass<S> const& at, S const* x, S* y) const {
    detail::linear_forward(at.ctx, at.rows, at.in()[0], options.outputs, x, at.parameter(0),
                           options.bias ? at.parameter(1) : nullptr, y);
  }
  template <class S>
  void backward(layer_pass<S> const& at, S const* x, S const*, S const* dy, S* dx) const {
    detail::linear_backward(at.ctx, at.rows, at.in()[0], options.outputs, x, at.parameter(0), dy, dx, at.gradient(0),
                            options.bias ? at.gradient(1) : nullptr);
  }
};

inline linear_layer linear(linear_options options) { return linear_layer(options); }

}  // namespace tacit::inline TACIT_ABI
