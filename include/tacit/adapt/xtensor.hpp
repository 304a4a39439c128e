// xtensor's containers, adaptors and strided views as tensors; their rank is static where xtensor's is (xt::xtensor)
// and checked at run time otherwise (xt::xarray). Functions and other lazy expressions are evaluated where they enter.
#pragma once

#if __has_include(<xtensor/containers/xtensor.hpp>)
#include <xtensor/containers/xarray.hpp>
#include <xtensor/containers/xtensor.hpp>
#elif __has_include(<xtensor/xtensor.hpp>)
#include <xtensor/xarray.hpp>
#include <xtensor/xtensor.hpp>
#else
#error "tacit/adapt/xtensor.hpp needs xtensor: add its folder to the include path (Debian: libxtensor-dev)"
#endif

#include <concepts>
#include <cstddef>
#include <tuple>
#include <type_traits>

#include "tacit/tensor/traits.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {

template <class T>
concept XtensorExpression = std::is_class_v<T> && std::is_base_of_v<xt::xexpression<T>, T>;

/// Elements with an address: containers, adaptors, and views by ranges; everything else is an expression.
template <class T>
concept XtensorStored = XtensorExpression<T> && requires(T const& t, std::size_t k) {
  { t.data() } -> std::convertible_to<typename T::value_type const*>;
  { t.data_offset() } -> std::convertible_to<std::size_t>;
  { t.strides()[k] } -> std::convertible_to<index_t>;
};

template <class T>
inline constexpr std::size_t xtensor_rank = dynamic_rank;
template <class T>
requires requires { std::tuple_size<typename T::shape_type>::value; }
inline constexpr std::size_t xtensor_rank<T> = std::tuple_size<typename T::shape_type>::value;

template <class T>
inline constexpr bool xtensor_owns = false;
template <class Storage, std::size_t Rank, xt::layout_type Layout, class Tag>
inline constexpr bool xtensor_owns<xt::xtensor_container<Storage, Rank, Layout, Tag>> = true;
template <class Storage, xt::layout_type Layout, class Shape, class Tag>
inline constexpr bool xtensor_owns<xt::xarray_container<Storage, Layout, Shape, Tag>> = true;
template <class Value, class Shape, xt::layout_type Layout, bool Sharable, class Tag>
inline constexpr bool xtensor_owns<xt::xfixed_container<Value, Shape, Layout, Sharable, Tag>> = true;

}  // namespace detail

template <detail::XtensorStored T>
struct tensor_traits<T> {
  using value_type = std::remove_cv_t<typename T::value_type>;
  static constexpr std::size_t rank = detail::xtensor_rank<T>;
  static constexpr bool owns = detail::xtensor_owns<T>;
  static std::size_t dimension(T const& t) { return t.dimension(); }
  static index_t extent(T const& t, std::size_t k) { return static_cast<index_t>(t.shape()[k]); }
  /// 0 where the extent is 1: xtensor's convention for broadcasting, which a view allows.
  static index_t stride(T const& t, std::size_t k) { return static_cast<index_t>(t.strides()[k]); }
  static auto data(T& t) { return t.data() + t.data_offset(); }
  static value_type const* data(T const& t) { return t.data() + t.data_offset(); }
};

template <detail::XtensorExpression T>
requires(!detail::XtensorStored<T>) struct tensor_traits<T> {
  static auto evaluate(T const& t) {
    using value_type = std::remove_cv_t<typename T::value_type>;
    if constexpr (detail::xtensor_rank<T> == dynamic_rank)
      return xt::xarray<value_type>(t);
    else
      return xt::xtensor<value_type, detail::xtensor_rank<T>>(t);
  }
};

}  // namespace tacit::inline TACIT_ABI
