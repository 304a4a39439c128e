// mlp: a multilayer perceptron with ReLU hidden layers.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tacit/nn/layers/activations.hpp"
#include "tacit/nn/layers/flatten.hpp"
#include "tacit/nn/layers/linear.hpp"

namespace tacit::inline TACIT_ABI {

/// Blocks: linear0.weight, linear0.bias, linear1.weight, ...
struct mlp_network : composite_defaults {
  static constexpr char const* name = "mlp";
  std::vector<index_t> sizes;

  template <class Builder>
  value build(Builder& b, value x) const {
    x = flatten.build(b, x);
    b.expect(x, {sizes[0]});
    for (std::size_t i = 1; i < sizes.size(); ++i) {
      if (i > 1) x = b.add("relu" + std::to_string(i - 2), relu, x);
      x = b.add("linear" + std::to_string(i - 1), linear({.outputs = sizes[i]}), x);
    }
    return x;
  }
};

/// `mlp({2, 64, 64, 2})`: 2 inputs (images are flattened), hidden layers of 64 and 64, 2 outputs.
inline mlp_network mlp(std::vector<index_t> sizes) {
  if (sizes.size() < 2) throw value_error("mlp: needs at least the number of inputs and of outputs");
  for (index_t s : sizes)
    if (s <= 0) detail::throw_error<value_error>("mlp: sizes must be positive, got {}", {s});
  return {{}, std::move(sizes)};
}

}  // namespace tacit::inline TACIT_ABI
