// mlp_cosine: mlp_norm with a cosine classifier, as minimax entropy asks for.
#include "network_of.hpp"
#include "norm_mlp.hpp"

namespace bench {

namespace {
auto describe(tacit::shape_t const& shape, int classes) {
  return norm_mlp(shape, tacit::cosine_classifier({.outputs = classes}));
}
}  // namespace

network_entry mlp_cosine_entry() { return network_of<&describe>("mlp_cosine"); }

}  // namespace bench
