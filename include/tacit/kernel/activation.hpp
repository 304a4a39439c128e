// activation: elementwise non-linearities and their gradients, vectorised and in parallel.
#pragma once

#include "tacit/kernel/detail/activations.hpp"
#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {

/// The kinds of activation; phi is the standard normal density, Phi its integral.
///   identity   x                     relu       max(x, 0); NaN stays NaN
///   leaky_relu x > 0 ? x : slope x   tanh       tanh(x)
///   sigmoid    1 / (1 + exp(-x))     softplus   log(1 + exp(x))
///   silu       x sigmoid(x)          gelu       x Phi(x)
///   gelu_tanh  x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2
enum class activation { identity, relu, leaky_relu, tanh, sigmoid, softplus, silu, gelu, gelu_tanh };

/// Whether the backward of this kind reads x; the others get along with y, so that y may take the place of x.
constexpr bool needs_input(activation kind) {
  return kind == activation::softplus || kind == activation::silu || kind == activation::gelu ||
         kind == activation::gelu_tanh;
}

namespace detail {

/// Calls f with the function object of the kind.
template <class S, class F>
void with_activation(activation kind, S slope, F const& f) {
  switch (kind) {
    case activation::identity:
      return f(identity_function{});
    case activation::relu:
      return f(relu_function{});
    case activation::leaky_relu:
      if (!(slope >= S(0)))
        throw value_error(std::string("activate: the slope of leaky_relu: expected at least 0, got ") +
                          std::to_string(slope));
      return f(leaky_relu_function<S>{slope});
    case activation::tanh:
      return f(tanh_function{});
    case activation::sigmoid:
      return f(sigmoid_function{});
    case activation::softplus:
      return f(softplus_function{});
    case activation::silu:
      return f(silu_function{});
    case activation::gelu:
      return f(gelu_function{});
    case activation::gelu_tanh:
      return f(gelu_tanh_function{});
  }
  throw value_error(std::string("activate: unknown kind ") + std::to_string(static_cast<int>(kind)));
}

}  // namespace detail

/// y = act(x), n elements; y may be x. `slope` (at least 0) is read by leaky_relu only.
template <class S>
void activate(context const& ctx, activation kind, S slope, index_t n, S const* x, S* y) {
  detail::with_activation(kind, slope, [&](auto const& f) {
    detail::map_elements(
        ctx, n, [&f](auto v) TACIT_DETAIL_INLINED { return f.value(v); }, y, x);
  });
}

/// dx = dy act'(x); dx may be dy. Only one of x and y is read (see needs_input): the other may be null.
template <class S>
void activate_backward(context const& ctx, activation kind, S slope, index_t n, S const* x, S const* y, S const* dy,
                       S* dx) {
  detail::with_activation(kind, slope, [&](auto const& f) {
    detail::map_elements(
        ctx, n, [&f](auto v, auto g) TACIT_DETAIL_INLINED { return f.backward(v, g); }, dx, needs_input(kind) ? x : y,
        dy);
  });
}

}  // namespace tacit::inline TACIT_ABI
