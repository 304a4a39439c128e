// A backbone without forward is refused by the name of the missing piece.
// expect: HasForward
#include "tacit/nn/backbone.hpp"

struct theirs {
#ifndef FAIL
  tacit::outputs<float> forward(tacit::pass const&, tacit::slot) { return {}; }
#endif
  void backward(tacit::slot, tacit::output_gradients<float>, tacit::wanted) {}
  void step(double) {}
  void average_into(theirs&, double) const {}
};
static_assert(tacit::Backbone<theirs>);

int main() {}
