// The tensor concept: small named requirements, so that an error names the missing piece.
#pragma once

#include <concepts>
#include <cstddef>
#include <type_traits>

#include "tacit/tensor/traits.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
template <class T>
using traits_of = tensor_traits<std::remove_cvref_t<T>>;
template <class T>
using data_pointer_of = decltype(traits_of<T>::data(std::declval<std::remove_reference_t<T>&>()));
}  // namespace detail

template <class T>
concept HasValueType = requires {
  typename detail::traits_of<T>::value_type;
};

template <class T>
concept HasRank = requires {
  { detail::traits_of<T>::rank } -> std::convertible_to<std::size_t>;
};

template <class T>
concept HasExtents = requires(std::remove_cvref_t<T> const& t, std::size_t k) {
  { detail::traits_of<T>::extent(t, k) } -> std::convertible_to<index_t>;
};

template <class T>
concept HasStrides = requires(std::remove_cvref_t<T> const& t, std::size_t k) {
  { detail::traits_of<T>::stride(t, k) } -> std::convertible_to<index_t>;
};

template <class T>
concept HasData = HasValueType<T> && requires {
  {
    detail::traits_of<T>::data(std::declval<std::remove_cvref_t<T> const&>())
    } -> std::convertible_to<typename detail::traits_of<T>::value_type const*>;
};

template <class T>
concept HasWritableData = HasValueType<T> && requires {
  {
    detail::traits_of<T>::data(std::declval<std::remove_reference_t<T>&>())
    } -> std::convertible_to<typename detail::traits_of<T>::value_type*>;
};

template <class T>
concept HasDynamicRank = HasRank<T> &&(detail::traits_of<T>::rank == dynamic_rank) &&
                         requires(std::remove_cvref_t<T> const& t) {
  { detail::traits_of<T>::dimension(t) } -> std::convertible_to<std::size_t>;
};

template <class T>
concept HasStaticRank = HasRank<T> &&(detail::traits_of<T>::rank != dynamic_rank);

/// A type with an address, extents and strides.
template <class T>
concept Tensor = HasValueType<T> && HasRank<T> && HasExtents<T> && HasStrides<T> && HasData<T> &&
    (HasStaticRank<T> || HasDynamicRank<T>);

/// A tensor whose elements may be written through T (as passed: a const object of an owning type is not mutable).
template <class T>
concept MutableTensor = Tensor<T> && HasWritableData<T>;

/// A matrix type with a single column or row, which is read along its other axis where rank 1 is wanted.
template <class T>
concept VectorLike = Tensor<T> && requires {
  { detail::traits_of<T>::vector_axis } -> std::convertible_to<std::size_t>;
};

/// A tensor of this rank (or one that can be read as such), or one whose rank is checked at run time.
template <class T, std::size_t Rank>
concept TensorOfRank = Tensor<T> &&
    (HasDynamicRank<T> || detail::traits_of<T>::rank == Rank || (Rank == 1 && VectorLike<T>));

/// A tensor that owns its elements: a temporary of it cannot receive a result.
template <class T>
concept OwningTensor = Tensor<T> && requires {
  requires detail::traits_of<T>::owns;
};

/// An expression without an address; it is evaluated once, where it enters the library.
template <class T>
concept LazyTensor = !Tensor<T> && requires(std::remove_cvref_t<T> const& t) {
  { detail::traits_of<T>::evaluate(t) } -> Tensor;
};

/// What a public function takes as an input.
template <class T>
concept Readable = Tensor<T> || LazyTensor<T>;

namespace detail {
template <class T>
struct readable_value {
  using type = void;
};
template <Tensor T>
struct readable_value<T> {
  using type = typename traits_of<T>::value_type;
};
template <LazyTensor T>
struct readable_value<T> {
  using type =
      typename traits_of<decltype(traits_of<T>::evaluate(std::declval<std::remove_cvref_t<T> const&>()))>::value_type;
};
}  // namespace detail

/// The scalar of a readable tensor, without const.
template <class T>
using value_type_of = typename detail::readable_value<T>::type;

template <class T>
concept FloatingTensor = Readable<T> && std::floating_point<value_type_of<T>>;

/// Class labels: a rank-1 tensor of an integral type.
template <class T>
concept Labels = Readable<T> && std::integral<value_type_of<T>>;

}  // namespace tacit::inline TACIT_ABI
