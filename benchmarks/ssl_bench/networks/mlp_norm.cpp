// mlp_norm: mlp with a batch norm after each hidden layer, for methods that move the scales and shifts of norms.
#include "network_of.hpp"
#include "norm_mlp.hpp"

namespace bench {

namespace {
auto describe(tacit::shape_t const& shape, int classes) { return norm_mlp(shape, tacit::linear({.outputs = classes})); }
}  // namespace

network_entry mlp_norm_entry() { return network_of<&describe>("mlp_norm"); }

}  // namespace bench
