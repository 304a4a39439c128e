// A backbone without step is refused by the name of the missing piece.
// expect: HasStep
#include "tacit/nn/backbone.hpp"

struct theirs {
  tacit::outputs<float> forward(tacit::pass const&, tacit::slot) { return {}; }
  void backward(tacit::slot, tacit::output_gradients<float>, tacit::wanted) {}
#ifndef FAIL
  void step(double) {}
#endif
  void average_into(theirs&, double) const {}
};
static_assert(tacit::Backbone<theirs>);

int main() {}
