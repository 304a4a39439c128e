// tensor_traits: the one customisation point that makes a type a tensor.
#pragma once

#include <cstddef>
#include <type_traits>

#include "tacit/tensor/view.hpp"

namespace tacit::inline TACIT_ABI {

/// The rank of a type whose number of dimensions is known only at run time.
inline constexpr std::size_t dynamic_rank = static_cast<std::size_t>(-1);

/// Specialise for a type T of your own (see docs/concepts.md); the minimum is:
///
///   template <> struct tacit::tensor_traits<mine> {
///     using value_type = float;                                  // not const
///     static constexpr std::size_t rank = 2;                     // or dynamic_rank, with dimension(t)
///     static index_t extent(mine const&, std::size_t k);
///     static index_t stride(mine const&, std::size_t k);         // in elements
///     static float* data(mine&);                                 // and/or: static float const* data(mine const&)
///   };
///
/// Optional: `static constexpr bool owns = true;` (a temporary of the type cannot be an output);
/// `static constexpr std::size_t vector_axis` (rank 2, with a single row or column: the axis to read where rank 1 is
/// wanted); for a lazy expression instead of all of the above: `static auto evaluate(mine const&)`, which returns a
/// tensor.
template <class T>
struct tensor_traits;

/// A view is a model of its own concept.
template <class Scalar, std::size_t Rank>
struct tensor_traits<tensor_view<Scalar, Rank>> {
  using value_type = std::remove_cv_t<Scalar>;
  static constexpr std::size_t rank = Rank;
  static constexpr index_t extent(tensor_view<Scalar, Rank> const& t, std::size_t k) { return t.extent(k); }
  static constexpr index_t stride(tensor_view<Scalar, Rank> const& t, std::size_t k) { return t.stride(k); }
  static constexpr Scalar* data(tensor_view<Scalar, Rank> const& t) { return t.data(); }
};

}  // namespace tacit::inline TACIT_ABI
