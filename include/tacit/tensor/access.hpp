// From a user's tensor to a view: `view_of` for what has an address, `read` for inputs, `into` for outputs.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>

#include "tacit/tensor/concepts.hpp"
#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
/// Which axis of the tensor is axis k of its view: another one only where a matrix is read as a vector.
template <class T, std::size_t Rank>
constexpr std::size_t axis_of(std::size_t k) {
  if constexpr (Rank == 1 && VectorLike<T>)
    return traits_of<T>::vector_axis;
  else
    return k;
}
}  // namespace detail

/// The view of rank Rank of a tensor; writable if T is. Throws shape_error if a run-time rank differs.
template <std::size_t Rank, class T>
requires TensorOfRank<T, Rank>
auto view_of(T&& t) {
  using traits = detail::traits_of<T>;
  if constexpr (HasDynamicRank<T>)
    if (traits::dimension(t) != Rank)
      detail::throw_shape("view_of", "number of dimensions", Rank, traits::dimension(t));
  std::array<index_t, Rank> extents{}, strides{};
  for (std::size_t k = 0; k < Rank; ++k) {
    std::size_t const axis = detail::axis_of<T, Rank>(k);
    extents[k] = static_cast<index_t>(traits::extent(t, axis));
    strides[k] = static_cast<index_t>(traits::stride(t, axis));
  }
  auto* data = traits::data(t);
  return tensor_view<std::remove_pointer_t<decltype(data)>, Rank>(data, extents, strides);
}

namespace detail {

/// An input: its view, and the evaluated tensor behind it where the argument was a lazy expression.
template <std::size_t Rank, class T>
class reading {
 public:
  explicit reading(T const& t) : view_(view_of<Rank>(t)) {}
  tensor_view<value_type_of<T> const, Rank> const& operator*() const { return view_; }
  tensor_view<value_type_of<T> const, Rank> const* operator->() const { return &view_; }

 private:
  tensor_view<value_type_of<T> const, Rank> view_;
};

template <std::size_t Rank, LazyTensor T>
class reading<Rank, T> {
 public:
  explicit reading(T const& t)
      : evaluated_(traits_of<T>::evaluate(t)), view_(view_of<Rank>(std::as_const(evaluated_))) {}
  reading(reading const&) = delete;
  reading& operator=(reading const&) = delete;
  tensor_view<value_type_of<T> const, Rank> const& operator*() const { return view_; }
  tensor_view<value_type_of<T> const, Rank> const* operator->() const { return &view_; }

 private:
  std::remove_cv_t<decltype(traits_of<T>::evaluate(std::declval<T const&>()))> evaluated_;
  tensor_view<value_type_of<T> const, Rank> view_;
};

}  // namespace detail

/// `auto const z = read<2>(logits); f(*z);` evaluates a lazy expression once and keeps it alive as long as `z`.
template <std::size_t Rank, Readable T>
auto read(T const& t) {
  return detail::reading<Rank, T>(t);
}

/// The destination of a gradient or a result; made by `into`.
template <class T>
class output {
 public:
  explicit output(T&& t) : target_(std::forward<T>(t)) {}
  template <std::size_t Rank>
  auto view() {
    return view_of<Rank>(target_);
  }

 private:
  T target_;  // a reference for an lvalue; the (viewing) object itself for a temporary
};

/// Marks the destination of a result: `cross_entropy(z, y, into(g))` overwrites g with the gradient.
/// Takes any writable tensor, also a temporary that views one (`into(g.topRows(32))`, `into(xt::view(...))`).
template <class T>
output<T> into(T&& t) {
  static_assert(Tensor<T>,
                "tacit::into: this type is not a tensor: specialise tacit::tensor_traits for it (docs/concepts.md)");
  static_assert(
      !Tensor<T> || HasWritableData<T>,
      "tacit::into: this tensor cannot be written: tensor_traits<T>::data(T&) must return a non-const pointer");
  static_assert(!OwningTensor<T> || std::is_lvalue_reference_v<T>,
                "tacit::into: a temporary that owns its elements would lose the result; pass a named tensor");
  return output<T>(std::forward<T>(t));
}

/// The absent destination: the default of every output argument.
struct no_output {};
inline constexpr no_output nowhere{};

namespace detail {
/// The view behind an output argument; a view without data if there is none.
template <std::size_t Rank, class Scalar, class Out>
tensor_view<Scalar, Rank> output_view(Out& out) {
  if constexpr (std::is_same_v<std::remove_cvref_t<Out>, no_output>)
    return {};
  else
    return out.template view<Rank>();
}
}  // namespace detail

template <class T>
struct is_output : std::false_type {};
template <>
struct is_output<no_output> : std::true_type {};
template <class T>
struct is_output<output<T>> : std::true_type {};

/// An argument made by `into`, or its absence.
template <class T>
concept Output = is_output<std::remove_cvref_t<T>>::value;

}  // namespace tacit::inline TACIT_ABI
