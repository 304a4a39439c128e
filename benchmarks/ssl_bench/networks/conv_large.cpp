// conv_large: the 13-layer network of the Pi-model paper.
#include "tacit/nn/models/conv_large.hpp"
#include "network_of.hpp"

namespace bench {

namespace {
auto describe(tacit::shape_t const& shape, int classes) {
  return tacit::conv_large({.channels = shape.back(), .classes = classes});
}
}  // namespace

network_entry conv_large_entry() { return network_of<&describe>("conv_large"); }

}  // namespace bench
