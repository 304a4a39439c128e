// shape_t: the extents of one sample, or of one block of parameters.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <vector>

#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {

/// Extents of one sample, without the batch: {features} or {height, width, channels}; or of a block: {out, in}. A list
/// of at most six that lies in the object itself. Throws shape_error if there are more.
class shape_t {
 public:
  using value_type = index_t;
  static constexpr std::size_t most = 6;

  constexpr shape_t() = default;
  constexpr shape_t(std::initializer_list<index_t> extents) { assign(extents.begin(), extents.size()); }
  constexpr shape_t(std::span<index_t const> extents) { assign(extents.data(), extents.size()); }
  constexpr shape_t(std::vector<index_t> const& extents) { assign(extents.data(), extents.size()); }

  constexpr index_t const* begin() const { return extents_.data(); }
  constexpr index_t const* end() const { return extents_.data() + size_; }
  constexpr index_t const* data() const { return extents_.data(); }
  constexpr std::size_t size() const { return size_; }
  constexpr bool empty() const { return size_ == 0; }
  constexpr index_t operator[](std::size_t k) const { return extents_[k]; }
  constexpr index_t& operator[](std::size_t k) { return extents_[k]; }
  constexpr index_t back() const { return extents_[size_ - 1]; }

  /// As sequences: what lies beyond the size is zero in every shape.
  constexpr auto operator<=>(shape_t const&) const = default;

 private:
  [[gnu::noinline]] constexpr void assign(index_t const* extents, std::size_t size) {
    if (size > most) detail::throw_error<shape_error>("shape: expected at most {} extents, got {}", {most, size});
    std::copy_n(extents, size, extents_.data());
    size_ = size;
  }

  std::array<index_t, most> extents_{};
  std::size_t size_ = 0;
};

[[gnu::noinline]] constexpr index_t element_count(std::span<index_t const> shape) {
  index_t n = 1;
  for (index_t e : shape) n *= e;
  return n;
}

}  // namespace tacit::inline TACIT_ABI
