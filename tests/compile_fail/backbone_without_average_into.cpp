// A backbone without average_into is refused by the name of the missing piece.
// expect: HasAverageInto
#include "tacit/nn/backbone.hpp"

struct theirs {
  tacit::outputs<float> forward(tacit::pass const&, tacit::slot) { return {}; }
  void backward(tacit::slot, tacit::output_gradients<float>, tacit::wanted) {}
  void step(double) {}
#ifndef FAIL
  void average_into(theirs&, double) const {}
#endif
};
static_assert(tacit::Backbone<theirs>);

int main() {}
