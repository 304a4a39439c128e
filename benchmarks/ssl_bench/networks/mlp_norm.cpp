// mlp_norm: mlp with a batch norm after each hidden layer, for methods that move the scales and shifts of norms.
#include "network_of.hpp"
#include "tacit/nn/layers.hpp"

namespace bench {

namespace {
auto describe(tacit::shape_t const& shape, int classes) {
  auto const hidden = [&] {
    return tacit::sequential(tacit::linear({.outputs = shape.size() == 1 ? 64 : 256}), tacit::batch_norm(),
                             tacit::relu);
  };
  return tacit::sequential(tacit::flatten, hidden(), hidden(), tacit::linear({.outputs = classes}));
}
}  // namespace

network_entry mlp_norm_entry() { return network_of<&describe>("mlp_norm"); }

}  // namespace bench
