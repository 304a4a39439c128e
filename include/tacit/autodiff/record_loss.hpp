// Any loss of the floor below, applied to values on a tape: the plain loss gives value and gradient at once, the tape
// keeps the gradient and scales it when the reverse sweep comes by.
#pragma once

#include <array>
#include <cstddef>
#include <tuple>

#include "tacit/autodiff/tape.hpp"
#include "tacit/loss/traced.hpp"
#include "tacit/tensor/access.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {

/// The tape behind the first traced argument.
template <class First, class... Rest>
auto& tape_of(First const& first, Rest const&... rest) {
  if constexpr (Traced<First>)
    return first.owner();
  else
    return tape_of(rest...);
}

template <class Argument>
decltype(auto) plain_value(Argument const& a) {
  if constexpr (Traced<Argument>)
    return a.value();
  else
    return (a);
}

/// Where one argument's gradient goes: a tuple of one output, or of none for labels and options, which have no
/// gradient.
template <class Argument, class Scalar>
auto gradient_output(Argument const& a, tape<Scalar>& t, matrix_view<Scalar>& local) {
  if constexpr (Traced<Argument>) {
    if (a.differentiable()) local = t.take_matrix(a.rows(), a.columns());
    return std::make_tuple(into(matrix_view<Scalar>(local.data(), {a.rows(), a.columns()})));  // no data: not wanted
  } else if constexpr (FloatingTensor<Argument>) {
    return std::make_tuple(nowhere);
  } else {
    return std::make_tuple();
  }
}

template <class Scalar>
struct local_gradient {
  variable<Scalar> target;
  matrix_view<Scalar> values;  // without data: nothing to send
};

template <class Scalar, class Argument>
local_gradient<Scalar> local_gradient_of(Argument const& a, matrix_view<Scalar> values) {
  if constexpr (Traced<Argument>)
    return {a, values};
  else
    return {};
}

template <class Scalar>
void add_scaled(double factor, matrix_view<Scalar const> from, matrix_view<Scalar> to) {
  auto const f = static_cast<Scalar>(factor);
  index_t const n = from.size();
  Scalar const* x = from.data();  // both are dense: taken from the tape
  Scalar* y = to.data();
  for (index_t i = 0; i < n; ++i) y[i] += f * x[i];
}

template <class Loss, class Scalar, std::size_t... I, class... Args>
scalar<Scalar> record_loss_on(Loss const& loss, tape<Scalar>& t, std::index_sequence<I...>, Args const&... args) {
  std::array<matrix_view<Scalar>, sizeof...(Args)> local{};
  auto const outputs = std::tuple_cat(gradient_output(args, t, local[I])...);
  double const value = std::apply([&](auto... out) { return loss(plain_value(args)..., out...); }, outputs);
  auto const result = t.constant(value);
  std::array<local_gradient<Scalar>, sizeof...(Args)> const gradients{local_gradient_of<Scalar>(args, local[I])...};
  t.record([gradients, result](tape<Scalar>& sweep) {
    double const upstream = sweep.upstream(result);
    if (upstream == 0.0) return;
    for (auto const& g : gradients)
      if (g.values.data()) add_scaled<Scalar>(upstream, g.values, sweep.gradient(g.target));
  });
  return result;
}

}  // namespace detail

/// Called by every loss object when an argument is traced (loss/traced.hpp).
template <class Loss, class... Args>
requires AnyTraced<Args...>
auto record_loss(Loss const& loss, Args const&... args) {
  return detail::record_loss_on(loss, detail::tape_of(args...), std::index_sequence_for<Args...>{}, args...);
}

}  // namespace tacit::inline TACIT_ABI
