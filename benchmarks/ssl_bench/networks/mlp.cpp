// mlp: two hidden layers; narrow ones for points of the plane, wide ones for images.
#include "tacit/nn/models/mlp.hpp"
#include "network_of.hpp"

namespace bench {

namespace {
auto describe(tacit::shape_t const& shape, int classes) {
  tacit::index_t const inputs = tacit::element_count(shape), hidden = shape.size() == 1 ? 64 : 256;
  return tacit::mlp({inputs, hidden, hidden, classes});
}
}  // namespace

network_entry mlp_entry() { return network_of<&describe>("mlp"); }

}  // namespace bench
