// small_cnn_cosine: small_cnn with a cosine classifier, as minimax entropy asks for.
#include "network_of.hpp"
#include "tacit/nn/layers.hpp"

namespace bench {

namespace {
auto describe(tacit::shape_t const&, int classes) {
  auto const stage = [](tacit::index_t filters) {
    return tacit::sequential(tacit::conv2d({.filters = filters, .padding = 1, .bias = false}), tacit::batch_norm(),
                             tacit::relu);
  };
  return tacit::sequential(stage(32), tacit::max_pool(), stage(64), tacit::max_pool(), stage(128),
                           tacit::global_avg_pool, tacit::cosine_classifier({.outputs = classes}));
}
}  // namespace

network_entry small_cnn_cosine_entry() { return network_of<&describe>("small_cnn_cosine"); }

}  // namespace bench
