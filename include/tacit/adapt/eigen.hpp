// Eigen's dense types as tensors of rank 2: Matrix, Array, Map, Ref, Block, Transpose in either storage order; vectors
// also serve where rank 1 is wanted. Sums, products and other lazy expressions are evaluated where they enter.
#pragma once

#if !__has_include(<Eigen/Core>)
#error "tacit/adapt/eigen.hpp needs Eigen 3: add its folder to the include path (-isystem /usr/include/eigen3)"
#else

#include <Eigen/Core>
#include <cstddef>
#include <type_traits>

#include "tacit/tensor/traits.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {

/// The class that Eigen derives its dense type T from DenseBase with (T itself, or a base of it: VectorBlock).
template <class Dense>
Dense eigen_dense(Eigen::DenseBase<Dense> const*);

template <class T>
concept EigenDense = std::is_class_v<T> && requires(T const* t) {
  eigen_dense(t);
};

template <EigenDense T>
using eigen_base = decltype(eigen_dense(static_cast<T const*>(nullptr)));

/// Elements with an address: everything else is an expression.
template <class T>
concept EigenStored = EigenDense<T> && static_cast<bool>(T::Flags& Eigen::DirectAccessBit);

template <class T>
struct eigen_rank {
  static constexpr std::size_t rank = 2;
};

template <class T>
requires(static_cast<bool>(T::IsVectorAtCompileTime)) struct eigen_rank<T> {
  static constexpr std::size_t rank = 2;
  static constexpr std::size_t vector_axis = T::ColsAtCompileTime == 1 ? 0 : 1;
};

}  // namespace detail

template <detail::EigenStored T>
struct tensor_traits<T> : detail::eigen_rank<T> {
  using value_type = typename T::Scalar;
  static constexpr bool owns = std::is_base_of_v<Eigen::PlainObjectBase<detail::eigen_base<T> >, T>;
  static index_t extent(T const& t, std::size_t k) { return k == 0 ? t.rows() : t.cols(); }
  static index_t stride(T const& t, std::size_t k) { return k == 0 ? t.rowStride() : t.colStride(); }
  static auto data(T& t) { return t.data(); }
  static value_type const* data(T const& t) { return t.data(); }
};

template <detail::EigenDense T>
requires(!detail::EigenStored<T>) struct tensor_traits<T> {
  static typename T::PlainObject evaluate(T const& t) { return typename T::PlainObject(t); }
};

}  // namespace tacit::inline TACIT_ABI

#endif
