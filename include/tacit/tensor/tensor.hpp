// tensor: the library's own owning tensor, dense and row-major, aligned for vector loads.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>

#include "tacit/tensor/buffer.hpp"
#include "tacit/tensor/traits.hpp"

namespace tacit::inline TACIT_ABI {

/// An owning dense tensor: `tensor<float, 2> x({64, 10});` is zero. The last index is contiguous.
template <class Scalar, std::size_t Rank>
class tensor {
 public:
  using value_type = Scalar;
  static constexpr std::size_t rank = Rank;

  tensor() = default;
  explicit tensor(std::array<index_t, Rank> const& extents)
      : extents_(extents), data_(static_cast<std::size_t>(tensor_view<Scalar, Rank>(nullptr, extents).size())) {}
  /// Elements in row-major order; as many as the extents say.
  tensor(std::array<index_t, Rank> const& extents, std::initializer_list<Scalar> values) : tensor(extents) {
    std::copy_n(values.begin(), std::min(values.size(), data_.size()), data_.begin());
  }

  Scalar* data() { return data_.data(); }
  Scalar const* data() const { return data_.data(); }
  index_t size() const { return static_cast<index_t>(data_.size()); }
  bool empty() const { return data_.size() == 0; }
  index_t extent(std::size_t k) const { return extents_[k]; }
  std::array<index_t, Rank> const& extents() const { return extents_; }

  tensor_view<Scalar, Rank> view() { return {data(), extents_}; }
  tensor_view<Scalar const, Rank> view() const { return {data(), extents_}; }
  operator tensor_view<Scalar, Rank>() { return view(); }
  operator tensor_view<Scalar const, Rank>() const { return view(); }

  template <class... I>
  requires(sizeof...(I) == Rank) Scalar& operator()(I... i) { return view()(i...); }
  template <class... I>
  requires(sizeof...(I) == Rank) Scalar const& operator()(I... i) const { return view()(i...); }

  Scalar* begin() { return data_.begin(); }
  Scalar* end() { return data_.end(); }
  Scalar const* begin() const { return data_.begin(); }
  Scalar const* end() const { return data_.end(); }

 private:
  std::array<index_t, Rank> extents_{};
  buffer<Scalar> data_;
};

template <class Scalar, std::size_t Rank>
struct tensor_traits<tensor<Scalar, Rank>> {
  using value_type = Scalar;
  static constexpr std::size_t rank = Rank;
  static constexpr bool owns = true;
  static index_t extent(tensor<Scalar, Rank> const& t, std::size_t k) { return t.extent(k); }
  static index_t stride(tensor<Scalar, Rank> const& t, std::size_t k) { return t.view().stride(k); }
  static Scalar* data(tensor<Scalar, Rank>& t) { return t.data(); }
  static Scalar const* data(tensor<Scalar, Rank> const& t) { return t.data(); }
};

}  // namespace tacit::inline TACIT_ABI
