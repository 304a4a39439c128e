// Eigen's tensors of any rank (the unsupported module): Tensor, TensorFixedSize and TensorMap in either storage order.
// Tensor expressions are evaluated where they enter.
#pragma once

#if !__has_include(<unsupported/Eigen/CXX11/Tensor>)
#error \
    "tacit/adapt/eigen_tensor.hpp needs Eigen 3 with its unsupported modules: add its folder to the include path (-isystem /usr/include/eigen3)"
#else

#include <cstddef>
#include <type_traits>
#include <unsupported/Eigen/CXX11/Tensor>

#include "tacit/tensor/traits.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {

template <class T>
concept EigenTensorExpression =
    std::is_class_v<T> && std::is_base_of_v<Eigen::TensorBase<T, Eigen::ReadOnlyAccessors>, T>;

template <class T>
inline constexpr bool eigen_tensor_stored = false;
template <class Scalar, int Rank, int Options, class Index>
inline constexpr bool eigen_tensor_stored<Eigen::Tensor<Scalar, Rank, Options, Index> > = true;
template <class Scalar, class Extents, int Options, class Index>
inline constexpr bool eigen_tensor_stored<Eigen::TensorFixedSize<Scalar, Extents, Options, Index> > = true;
template <class Plain, int Options, template <class> class Pointer>
inline constexpr bool eigen_tensor_stored<Eigen::TensorMap<Plain, Options, Pointer> > = true;

template <class T>
inline constexpr bool eigen_tensor_owns = eigen_tensor_stored<T>;
template <class Plain, int Options, template <class> class Pointer>
inline constexpr bool eigen_tensor_owns<Eigen::TensorMap<Plain, Options, Pointer> > = false;

}  // namespace detail

template <detail::EigenTensorExpression T>
requires(detail::eigen_tensor_stored<T>) struct tensor_traits<T> {
  using value_type = std::remove_const_t<typename T::Scalar>;
  static constexpr std::size_t rank = T::NumDimensions;
  static constexpr bool owns = detail::eigen_tensor_owns<T>;
  static index_t extent(T const& t, std::size_t k) { return static_cast<index_t>(t.dimensions()[k]); }
  static index_t stride(T const& t, std::size_t k) {
    index_t step = 1;
    if (static_cast<int>(T::Layout) == static_cast<int>(Eigen::RowMajor))
      for (std::size_t i = k + 1; i < rank; ++i) step *= extent(t, i);
    else
      for (std::size_t i = 0; i < k; ++i) step *= extent(t, i);
    return step;
  }
  static auto data(T& t) { return t.data(); }
  static auto data(T const& t) { return t.data(); }
};

template <detail::EigenTensorExpression T>
requires(!detail::eigen_tensor_stored<T>) struct tensor_traits<T> {
  static auto evaluate(T const& t) {
    using traits = Eigen::internal::traits<T>;
    return Eigen::Tensor<std::remove_const_t<typename traits::Scalar>, traits::NumDimensions, traits::Layout,
                         typename traits::Index>(t);
  }
};

}  // namespace tacit::inline TACIT_ABI

#endif
