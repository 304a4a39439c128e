// small_cnn: three convolutions, for small images.
#include "tacit/nn/models/small_cnn.hpp"
#include "network_of.hpp"

namespace bench {

namespace {
auto describe(tacit::shape_t const& shape, int classes) {
  return tacit::small_cnn({.channels = shape.back(), .classes = classes});
}
}  // namespace

network_entry small_cnn_entry() { return network_of<&describe>("small_cnn"); }

}  // namespace bench
