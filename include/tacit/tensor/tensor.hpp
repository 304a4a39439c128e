// tensor: the library's own owning tensor, dense and row-major, aligned for vector loads.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <new>
#include <utility>

#include "tacit/tensor/traits.hpp"

namespace tacit::inline TACIT_ABI {

/// Every buffer that the library allocates starts at a multiple of this many bytes.
inline constexpr std::size_t alignment = 64;

/// An aligned array of fixed size, zero-initialised: the storage of tensors, parameters and workspaces.
template <class Scalar>
class buffer {
 public:
  buffer() = default;
  explicit buffer(std::size_t size)
      : data_(size ? static_cast<Scalar*>(::operator new[](size * sizeof(Scalar), std::align_val_t(alignment)))
                   : nullptr),
        size_(size) {
    std::fill_n(data_, size_, Scalar{});
  }
  buffer(buffer const& other) : buffer(other.size_) { std::copy_n(other.data_, size_, data_); }
  buffer(buffer&& other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  buffer& operator=(buffer other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~buffer() { ::operator delete[](data_, std::align_val_t(alignment)); }

  Scalar* data() { return data_; }
  Scalar const* data() const { return data_; }
  std::size_t size() const { return size_; }
  Scalar* begin() { return data_; }
  Scalar* end() { return data_ + size_; }
  Scalar const* begin() const { return data_; }
  Scalar const* end() const { return data_ + size_; }
  Scalar& operator[](std::size_t i) { return data_[i]; }
  Scalar const& operator[](std::size_t i) const { return data_[i]; }

 private:
  Scalar* data_ = nullptr;
  std::size_t size_ = 0;
};

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
