// repeat: a block several times, the number known at run time.
#pragma once

#include <string>
#include <type_traits>
#include <utility>

#include "tacit/nn/builder.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
template <class Block>
concept BlockFactory = std::is_invocable_v<Block const&, index_t>;

template <class Block>
struct block_of {
  using type = Block;
};
template <BlockFactory Block>
struct block_of<Block> {
  using type = std::invoke_result_t<Block const&, index_t>;
};
}  // namespace detail

template <class Block>
struct repeat_layer {
  static constexpr char const* name = "repeat";
  static constexpr bool batch_statistics = detail::block_of<Block>::type::batch_statistics;
  index_t count;
  Block block;

  template <class Builder>
  value build(Builder& b, value x) const {
    for (index_t i = 0; i < count; ++i)
      if constexpr (detail::BlockFactory<Block>)
        x = b.add(std::to_string(i), block(i), x);
      else
        x = b.add(std::to_string(i), block, x);
    return x;
  }
};

/// `count` blocks in a row, each with parameters of its own. `block` is a layer, or a callable that gives the layer of
/// index 0 .. count - 1 (all of one type).
template <class Block>
repeat_layer<Block> repeat(index_t count, Block block) {
  static_assert(Layer<typename detail::block_of<Block>::type>,
                "tacit::repeat: the block must be a layer, or a callable from an index to a layer");
  if (count < 0) detail::throw_error<value_error>("repeat: the count must not be negative, got {}", {count});
  return {count, std::move(block)};
}

}  // namespace tacit::inline TACIT_ABI
