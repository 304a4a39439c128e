// A backbone without backward is refused by the name of the missing piece.
// expect: HasBackward
#include "tacit/nn/backbone.hpp"

struct theirs {
  tacit::outputs<float> forward(tacit::pass const&, tacit::slot) { return {}; }
#ifndef FAIL
  void backward(tacit::slot, tacit::output_gradients<float>, tacit::wanted) {}
#endif
  void step(double) {}
  void average_into(theirs&, double) const {}
};
static_assert(tacit::Backbone<theirs>);

int main() {}
