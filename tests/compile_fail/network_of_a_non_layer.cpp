// A network is composed of layers; anything else is refused where it is composed.
// expect: tacit::sequential: every argument must be a layer: see LeafLayer \(nn/layer.hpp\)
#include "tacit/nn/layers/linear.hpp"
#include "tacit/nn/sequential.hpp"

#ifdef FAIL
constexpr int second = 10;
#else
auto const second = tacit::linear({.outputs = 10});
#endif

[[maybe_unused]] auto const network = tacit::sequential(tacit::linear({.outputs = 20}), second);

int main() {}
