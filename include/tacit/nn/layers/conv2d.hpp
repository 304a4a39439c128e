// conv2d: two-dimensional cross-correlation with zero padding, channels last.
#pragma once

#include "tacit/kernel/conv.hpp"
#include "tacit/nn/detail/require_shape.hpp"
#include "tacit/nn/layer.hpp"

namespace tacit::inline TACIT_ABI {

struct conv2d_options {
  index_t filters = 0;
  index_t kernel = 3;  ///< kernel x kernel
  index_t stride = 1, padding = 0, dilation = 1, groups = 1;
  bool bias = true;
  init initial = init::he;
  fan by = fan::out;
};

/// Blocks: weight (filters x kernel x kernel x channels / groups), bias.
struct conv2d_layer : layer_defaults {
  static constexpr char const* name = "conv2d";
  static constexpr bool needs_output = false;
  conv2d_options options;

  explicit conv2d_layer(conv2d_options o) : options(o) {
    if (o.filters <= 0 || o.kernel <= 0 || o.stride <= 0 || o.padding < 0 || o.dilation <= 0 || o.groups <= 0)
      throw value_error("conv2d: filters, kernel, stride, dilation and groups must be positive, padding not negative");
    if (o.filters % o.groups != 0)
      detail::throw_error<value_error>("conv2d: {} filters do not divide into {} groups", {o.filters, o.groups});
  }

  shape_t output_shape(shape_t const& in) const {
    detail::require_image(name, in);
    if (in[2] % options.groups != 0)
      detail::throw_shape(name, detail::message("channels of input {}", {in}),
                          detail::message("a multiple of {} groups", {options.groups}), in[2]);
    index_t const reach = options.dilation * (options.kernel - 1) + 1, room = 2 * options.padding;
    if (in[0] + room < reach || in[1] + room < reach)
      detail::throw_shape(name, "padded input", detail::message("at least {}", {shape_t{reach, reach}}),
                          shape_t{in[0] + room, in[1] + room});
    conv_shape const s = shape(in, 1);
    return {s.out_height(), s.out_width(), options.filters};
  }
  void declare(declaration& blocks, shape_t const& in) const {
    index_t const area = options.kernel * options.kernel, channels = in[2] / options.groups;
    blocks.weight(
        "weight", {options.filters, options.kernel, options.kernel, channels},
        initialiser::of(options.initial, options.by, area * channels, area * options.filters / options.groups));
    if (options.bias) blocks.bias("bias", {options.filters});
  }

  template <class S>
  void forward(layer_pass<S> const& at, S const* x, S* y) const {
    conv2d_forward(at.ctx, shape(at.in(), at.rows), x, at.parameter(0), options.bias ? at.parameter(1) : nullptr, y);
  }
  template <class S>
  void backward(layer_pass<S> const& at, S const* x, S const*, S const* dy, S* dx) const {
    conv_shape const s = shape(at.in(), at.rows);
    if (at.gradients)
      conv2d_backward_weights(at.ctx, s, x, dy, at.gradient(0), options.bias ? at.gradient(1) : nullptr);
    if (dx) conv2d_backward_data(at.ctx, s, dy, at.parameter(0), dx);
  }

 private:
  conv_shape shape(shape_t const& in, index_t rows) const {
    return {.batch = rows,
            .height = in[0],
            .width = in[1],
            .channels = in[2],
            .filters = options.filters,
            .kernel_h = options.kernel,
            .kernel_w = options.kernel,
            .stride = options.stride,
            .padding = options.padding,
            .dilation = options.dilation,
            .groups = options.groups};
  }
};

inline conv2d_layer conv2d(conv2d_options options) { return conv2d_layer(options); }

}  // namespace tacit::inline TACIT_ABI
