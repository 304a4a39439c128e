// Two hidden layers, each with a batch norm, and a classifier on top; narrow for points of the plane, wide for images.
#pragma once

#include "tacit/nn/layers.hpp"

namespace bench {

template <class Classifier>
auto norm_mlp(tacit::shape_t const& shape, Classifier const& classifier) {
  auto const hidden = [&] {
    return tacit::sequential(tacit::linear({.outputs = shape.size() == 1 ? 64 : 256}), tacit::batch_norm(),
                             tacit::relu);
  };
  return tacit::sequential(tacit::flatten, hidden(), hidden(), classifier);
}

}  // namespace bench
