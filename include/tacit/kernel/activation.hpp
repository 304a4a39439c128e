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

/// The function object of a kind.
template <activation Kind, class S>
auto activation_function(S slope) {
  if constexpr (Kind == activation::identity)
    return identity_function{};
  else if constexpr (Kind == activation::relu)
    return relu_function{};
  else if constexpr (Kind == activation::leaky_relu)
    return leaky_relu_function<S>{slope};
  else if constexpr (Kind == activation::tanh)
    return tanh_function{};
  else if constexpr (Kind == activation::sigmoid)
    return sigmoid_function{};
  else if constexpr (Kind == activation::softplus)
    return softplus_function{};
  else if constexpr (Kind == activation::silu)
    return silu_function{};
  else if constexpr (Kind == activation::gelu)
    return gelu_function{};
  else
    return gelu_tanh_function{};
}

/// Calls f.template operator()<Kind>() for a kind known at run time.
template <class F>
void with_activation(activation kind, F const& f) {
  switch (kind) {
    case activation::identity:
      return f.template operator()<activation::identity>();
    case activation::relu:
      return f.template operator()<activation::relu>();
    case activation::leaky_relu:
      return f.template operator()<activation::leaky_relu>();
    case activation::tanh:
      return f.template operator()<activation::tanh>();
    case activation::sigmoid:
      return f.template operator()<activation::sigmoid>();
    case activation::softplus:
      return f.template operator()<activation::softplus>();
    case activation::silu:
      return f.template operator()<activation::silu>();
    case activation::gelu:
      return f.template operator()<activation::gelu>();
    case activation::gelu_tanh:
      return f.template operator()<activation::gelu_tanh>();
  }
  throw_error<value_error>("activate: unknown kind {}", {static_cast<int>(kind)});
}

}  // namespace detail

/// y = act(x), n elements; y may be x. `slope` (at least 0) is read by leaky_relu only.
template <activation Kind, class S>
void activate(context const& ctx, S slope, index_t n, S const* x, S* y) {
  if (Kind == activation::leaky_relu && !(slope >= S(0)))
    detail::throw_error<value_error>("activate: the slope of leaky_relu: expected at least 0, got {}", {slope});
  auto const f = detail::activation_function<Kind>(slope);
  detail::map_elements(
      ctx, n, [&f](auto v) TACIT_DETAIL_INLINED { return f.value(v); }, y, x);
}

/// dx = dy act'(x); dx may be dy. Only one of x and y is read (see needs_input): the other may be null.
template <activation Kind, class S>
void activate_backward(context const& ctx, S slope, index_t n, S const* x, S const* y, S const* dy, S* dx) {
  auto const f = detail::activation_function<Kind>(slope);
  detail::map_elements(
      ctx, n, [&f](auto v, auto g) TACIT_DETAIL_INLINED { return f.backward(v, g); }, dx, needs_input(Kind) ? x : y,
      dy);
}

/// The same for a kind known at run time.
template <class S>
void activate(context const& ctx, activation kind, S slope, index_t n, S const* x, S* y) {
  detail::with_activation(kind, [&]<activation Kind>() { activate<Kind>(ctx, slope, n, x, y); });
}
template <class S>
void activate_backward(context const& ctx, activation kind, S slope, index_t n, S const* x, S const* y, S const* dy,
                       S* dx) {
  detail::with_activation(kind, [&]<activation Kind>() { activate_backward<Kind>(ctx, slope, n, x, y, dy, dx); });
}

}  // namespace tacit::inline TACIT_ABI
