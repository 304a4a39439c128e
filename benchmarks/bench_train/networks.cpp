#include "networks.hpp"

#include "tacit/nn/models/conv_large.hpp"
#include "tacit/nn/models/mlp.hpp"
#include "tacit/nn/models/small_cnn.hpp"
#include "tacit/nn/models/wide_resnet.hpp"
#include "tacit/train/classifier.hpp"

namespace bench {

namespace {
template <class Network>
tacit::any_backbone<float> behind_one_type(Network network, tacit::shape_t const& shape, int threads) {
  return tacit::any_backbone<float>(
      tacit::classifier<Network, float>(std::move(network), shape, 0, tacit::context(threads)));
}

template <auto Make>
tacit::any_backbone<float> built(tacit::shape_t const& shape, int threads) {
  return behind_one_type(Make(), shape, threads);
}
}  // namespace

std::vector<network_entry> const& networks() {
  static std::vector<network_entry> const all{
      {"mlp", {28, 28, 1}, built<[] {
         return tacit::mlp({784, 1200, 1200, 10});
       }>},
      {"small_cnn", {28, 28, 1}, built<[] { return tacit::small_cnn({.channels = 1}); }>},
      {"wrn28_2", {32, 32, 3}, built<[] { return tacit::wide_resnet({.channels = 3}); }>},
      {"conv_large", {32, 32, 3}, built<[] { return tacit::conv_large({.channels = 3}); }>},
  };
  return all;
}

network_entry tiny_network() {
  return {"2-64-64-2", {2}, built<[] { return tacit::mlp({2, 64, 64, 2}); }>};
}

}  // namespace bench
