// wrn28_2: the wide residual network of the papers.
#include "network_of.hpp"
#include "tacit/nn/models/wide_resnet.hpp"

namespace bench {

namespace {
auto describe(tacit::shape_t const& shape, int classes) {
  return tacit::wrn28_2({.classes = classes, .channels = shape.back()});
}
}  // namespace

network_entry wrn28_2_entry() { return network_of<&describe>("wrn28_2"); }

}  // namespace bench
