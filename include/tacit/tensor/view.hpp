// tensor_view: pointer, extents and strides: what every public function translates its arguments to, once.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>

#include "tacit/tensor/config.hpp"

namespace tacit::inline TACIT_ABI {

using index_t = std::ptrdiff_t;

/// A non-owning view of Rank dimensions. Strides count elements; 0 is allowed (an extent of 1, or a repeated row).
/// Copying a view copies no element. `tensor_view<S const, R>` is the read-only form; the writable one converts to it.
template <class Scalar, std::size_t Rank>
class tensor_view {
 public:
  using element_type = Scalar;
  using value_type = std::remove_cv_t<Scalar>;
  static constexpr std::size_t rank = Rank;

  constexpr tensor_view() = default;

  /// Dense, row-major: the last index is contiguous.
  constexpr tensor_view(Scalar* data, std::array<index_t, Rank> const& extents) : data_(data), extents_(extents) {
    index_t step = 1;
    for (std::size_t k = Rank; k-- > 0;) {
      strides_[k] = step;
      step *= extents_[k];
    }
  }

  constexpr tensor_view(Scalar* data, std::array<index_t, Rank> const& extents,
                        std::array<index_t, Rank> const& strides)
      : data_(data), extents_(extents), strides_(strides) {}

  constexpr operator tensor_view<Scalar const, Rank>() const requires(!std::is_const_v<Scalar>) {
    return {data_, extents_, strides_};
  }

  constexpr Scalar* data() const { return data_; }
  constexpr index_t extent(std::size_t k) const { return extents_[k]; }
  constexpr index_t stride(std::size_t k) const { return strides_[k]; }
  constexpr std::array<index_t, Rank> const& extents() const { return extents_; }
  constexpr std::array<index_t, Rank> const& strides() const { return strides_; }

  constexpr index_t size() const {
    index_t n = 1;
    for (index_t e : extents_) n *= e;
    return n;
  }
  constexpr bool empty() const { return size() == 0; }

  /// True if the elements lie densely in row-major order.
  constexpr bool contiguous() const {
    index_t step = 1;
    for (std::size_t k = Rank; k-- > 0;) {
      if (extents_[k] != 1 && strides_[k] != step) return false;
      step *= extents_[k];
    }
    return true;
  }

  template <std::convertible_to<index_t>... I>
  requires(sizeof...(I) == Rank) constexpr Scalar& operator()(I... i) const {
    index_t offset = 0;
    std::size_t k = 0;
    ((offset += static_cast<index_t>(i) * strides_[k++]), ...);
    return data_[offset];
  }

  constexpr Scalar& operator[](index_t i) const requires(Rank == 1) { return data_[i * strides_[0]]; }

  /// Row i of a matrix (or the i-th slice of a tensor).
  constexpr tensor_view<Scalar, Rank - 1> row(index_t i) const requires(Rank >= 2) {
    std::array<index_t, Rank - 1> extents{}, strides{};
    for (std::size_t k = 1; k < Rank; ++k) {
      extents[k - 1] = extents_[k];
      strides[k - 1] = strides_[k];
    }
    return {data_ + i * strides_[0], extents, strides};
  }

  /// Rows first .. first + count - 1, without copying.
  constexpr tensor_view rows(index_t first, index_t count) const {
    auto extents = extents_;
    extents[0] = count;
    return {data_ + first * strides_[0], extents, strides_};
  }

  constexpr tensor_view<Scalar, 2> transposed() const requires(Rank == 2) {
    return {data_, {extents_[1], extents_[0]}, {strides_[1], strides_[0]}};
  }

 private:
  Scalar* data_ = nullptr;
  std::array<index_t, Rank> extents_{}, strides_{};
};

template <class Scalar>
using vector_view = tensor_view<Scalar, 1>;
template <class Scalar>
using matrix_view = tensor_view<Scalar, 2>;

}  // namespace tacit::inline TACIT_ABI
