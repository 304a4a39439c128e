// std::vector, std::array and std::span as tensors of rank 1.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

#include "tacit/tensor/traits.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
/// What the three families share: one dimension, unit stride.
template <class Container, class Value>
struct standard_traits {
  using value_type = Value;
  static constexpr std::size_t rank = 1;
  static constexpr index_t extent(Container const& c, std::size_t) { return static_cast<index_t>(c.size()); }
  static constexpr index_t stride(Container const&, std::size_t) { return 1; }
};
}  // namespace detail

template <class Value, class Allocator>
requires(!std::is_same_v<Value, bool>) struct tensor_traits<std::vector<Value, Allocator>>
    : detail::standard_traits<std::vector<Value, Allocator>, Value> {
  static constexpr bool owns = true;
  static Value* data(std::vector<Value, Allocator>& c) { return c.data(); }
  static Value const* data(std::vector<Value, Allocator> const& c) { return c.data(); }
};

template <class Value, std::size_t Size>
struct tensor_traits<std::array<Value, Size>> : detail::standard_traits<std::array<Value, Size>, Value> {
  static constexpr bool owns = true;
  static constexpr Value* data(std::array<Value, Size>& c) { return c.data(); }
  static constexpr Value const* data(std::array<Value, Size> const& c) { return c.data(); }
};

template <class Value, std::size_t Extent>
struct tensor_traits<std::span<Value, Extent>>
    : detail::standard_traits<std::span<Value, Extent>, std::remove_cv_t<Value>> {
  static constexpr Value* data(std::span<Value, Extent> const& c) { return c.data(); }
};

}  // namespace tacit::inline TACIT_ABI
