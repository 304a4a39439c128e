// mlp_cosine: mlp_norm with a cosine classifier, as minimax entropy asks for.
#include "network_of.hpp"
#include "tacit/nn/layers.hpp"

namespace bench {

namespace {
auto describe(tacit::shape_t const& shape, int classes) {
  auto const hidden = [&] {
    return tacit::sequential(tacit::linear({.outputs = shape.size() == 1 ? 64 : 256}), tacit::batch_norm(),
                             tacit::relu);
  };
  return tacit::sequential(tacit::flatten, hidden(), hidden(), tacit::cosine_classifier({.outputs = classes}));
}
}  // namespace

network_entry mlp_cosine_entry() { return network_of<&describe>("mlp_cosine"); }

}  // namespace bench
