// Activations as layers: relu, leaky_relu(slope), tanh, sigmoid, softplus, silu, gelu, gelu_tanh.
#pragma once

#include "tacit/kernel/activation.hpp"
#include "tacit/nn/layer.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
constexpr char const* activation_name(activation f) {
  switch (f) {
    case activation::identity:
      return "identity";
    case activation::relu:
      return "relu";
    case activation::leaky_relu:
      return "leaky_relu";
    case activation::tanh:
      return "tanh";
    case activation::sigmoid:
      return "sigmoid";
    case activation::softplus:
      return "softplus";
    case activation::silu:
      return "silu";
    case activation::gelu:
      return "gelu";
    case activation::gelu_tanh:
      return "gelu_tanh";
  }
  return "activation";
}
}  // namespace detail

template <activation Function>
struct activation_layer : layer_defaults {
  static constexpr char const* name = detail::activation_name(Function);
  static constexpr bool needs_input = tacit::needs_input(Function), needs_output = !needs_input;
  static constexpr bool in_place = true;
  double slope = 0;

  shape_t output_shape(shape_t const& in) const { return in; }
  elementwise_function as_function() const { return {Function, slope}; }

  template <class S>
  void forward(layer_pass<S> const& at, S const* x, S* y) const {
    activate<Function>(at.ctx, static_cast<S>(slope), at.rows * element_count(at.in()), x, y);
  }
  template <class S>
  void backward(layer_pass<S> const& at, S const* x, S const* y, S const* dy, S* dx) const {
    activate_backward<Function>(at.ctx, static_cast<S>(slope), at.rows * element_count(at.in()), x, y, dy, dx);
  }
};

inline constexpr activation_layer<activation::relu> relu{};
inline constexpr activation_layer<activation::tanh> tanh{};
inline constexpr activation_layer<activation::sigmoid> sigmoid{};
inline constexpr activation_layer<activation::softplus> softplus{};
inline constexpr activation_layer<activation::silu> silu{};
inline constexpr activation_layer<activation::gelu> gelu{};
inline constexpr activation_layer<activation::gelu_tanh> gelu_tanh{};

/// x where positive, else slope x; the slope must not be negative.
inline activation_layer<activation::leaky_relu> leaky_relu(double slope = 0.1) {
  if (!(slope >= 0)) detail::throw_error<value_error>("leaky_relu: slope must not be negative, got {}", {slope});
  return {{}, slope};
}

}  // namespace tacit::inline TACIT_ABI
