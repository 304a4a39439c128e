// Two tensors of one shape walked together, whatever their rank and strides.
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <type_traits>

#include "tacit/tensor/access.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// Pointer, extents and strides with the rank known at run time (at most 8).
template <class Scalar>
struct strided {
  static constexpr std::size_t limit = 8;
  Scalar* data = nullptr;
  std::size_t rank = 0;
  std::array<index_t, limit> extents{}, strides{};

  operator strided<Scalar const>() const requires(!std::is_const_v<Scalar>) { return {data, rank, extents, strides}; }

  bool same_shape(auto const& other) const { return rank == other.rank && extents == other.extents; }
  std::span<index_t const> shape() const { return {extents.data(), rank}; }
};

template <class T>
auto strided_of(char const* operation, T&& t) {
  using traits = traits_of<T>;
  auto* const data = traits::data(t);
  strided<std::remove_pointer_t<decltype(data)>> s;
  s.data = data;
  if constexpr (HasDynamicRank<T>)
    s.rank = traits::dimension(t);
  else
    s.rank = traits::rank;
  if (s.rank > s.limit) throw_shape(operation, "number of dimensions", message("at most {}", {s.limit}), s.rank);
  for (std::size_t k = 0; k < s.rank; ++k) {
    s.extents[k] = static_cast<index_t>(traits::extent(t, k));
    s.strides[k] = static_cast<index_t>(traits::stride(t, k));
  }
  return s;
}

/// body(a_i, b_i) for all elements; a and b have one shape.
template <class A, class B, class Body>
void for_each_pair(strided<A> const& a, strided<B> const& b, Body const& body, std::size_t axis = 0, index_t at_a = 0,
                   index_t at_b = 0) {
  if (axis == a.rank) {
    body(a.data[at_a], b.data[at_b]);
  } else {
    for (index_t i = 0; i < a.extents[axis]; ++i)
      for_each_pair(a, b, body, axis + 1, at_a + i * a.strides[axis], at_b + i * b.strides[axis]);
  }
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
