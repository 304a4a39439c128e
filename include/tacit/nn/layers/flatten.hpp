// flatten: an image as a row of numbers.
#pragma once

#include "tacit/nn/builder.hpp"

namespace tacit::inline TACIT_ABI {

/// Any shape to {elements}; nothing is copied.
struct flatten_layer : composite_defaults {
  static constexpr char const* name = "flatten";
  template <class Builder>
  value build(Builder& b, value x) const {
    return b.reshape(x, {element_count(x.shape)});
  }
};
inline constexpr flatten_layer flatten{};

}  // namespace tacit::inline TACIT_ABI
