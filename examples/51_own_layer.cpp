// A layer of one's own, checked with the public gradient checker, then used in a network.
// Run: build/release/examples/51_own_layer
#include <cmath>
#include <cstdio>

#include "tacit/nn/check_layer.hpp"
#include "tacit/nn/layers/linear.hpp"
#include "tacit/nn/sequential.hpp"
#include "tacit/nn/summary.hpp"

// y = x sigmoid(b x), with a trained b for each feature (Swish: Ramachandran, Zoph and Le, 2017).
struct swish_layer : tacit::layer_defaults {
  static constexpr char const* name = "swish";
  static constexpr bool needs_output = false;  // backward reads x alone, so y need not be kept

  tacit::shape_t output_shape(tacit::shape_t const& in) const { return in; }
  void declare(tacit::declaration& blocks, tacit::shape_t const& in) const { blocks.norm("slope", {in.back()}, 1); }

  template <class S>
  void forward(tacit::layer_pass<S> const& at, S const* x, S* y) const {
    for_each(at, [&](tacit::index_t i, tacit::index_t c) { y[i] = x[i] * sigmoid(at.parameter(0)[c] * x[i]); });
  }

  // dx is overwritten, and null where nobody needs it; a parameter's gradient is added to, and null likewise.
  template <class S>
  void backward(tacit::layer_pass<S> const& at, S const* x, S const*, S const* dy, S* dx) const {
    for_each(at, [&](tacit::index_t i, tacit::index_t c) {
      S const b = at.parameter(0)[c], s = sigmoid(b * x[i]), slope = x[i] * s * (1 - s);
      if (S* db = at.gradient(0)) db[c] += dy[i] * x[i] * slope;
      if (dx) dx[i] = dy[i] * (s + b * slope);
    });
  }

 private:
  template <class S>
  static S sigmoid(S v) {
    return 1 / (1 + std::exp(-v));
  }
  template <class S, class Body>
  static void for_each(tacit::layer_pass<S> const& at, Body body) {
    tacit::index_t const features = at.in().back(), all = at.rows * tacit::element_count(at.in());
    for (tacit::index_t i = 0; i < all; ++i) body(i, i % features);
  }
};

int main() {
  auto const worst = tacit::check_layer(swish_layer{}, {5});
  std::printf("gradients deviate by %.1e (input) and %.1e (parameters) from finite differences\n\n",
              worst.input.relative, worst.parameters.relative);

  auto const net = tacit::sequential(tacit::linear({.outputs = 16}), swish_layer{}, tacit::linear({.outputs = 3}));
  std::fputs(tacit::summary(net, {5}, 64).c_str(), stdout);
  return worst.worst() < 1e-6 ? 0 : 1;
}
