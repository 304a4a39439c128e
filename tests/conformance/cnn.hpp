// The small convolutional network of several cases, in their names and in the library's.
#pragma once

#include "networks.hpp"
#include "tacit/nn/layers.hpp"
#include "tacit/nn/model.hpp"
#include "tacit/nn/sequential.hpp"

namespace conformance {

inline std::vector<named_block> cnn_names() {
  return {{"conv0", "s0.conv.weight"}, {"gamma0", "s0.bn.scale"}, {"beta0", "s0.bn.shift"}, {"conv1", "s1.conv.weight"},
          {"gamma1", "s1.bn.scale"},   {"beta1", "s1.bn.shift"},  {"W", "out.weight"},      {"b", "out.bias"}};
}

inline std::vector<named_block> cnn_statistics() {
  return {{"mean0", "s0.bn.mean"}, {"var0", "s0.bn.variance"}, {"mean1", "s1.bn.mean"}, {"var1", "s1.bn.variance"}};
}

/// conv3x3 - batch norm - leaky ReLU - max pool - conv3x3 - batch norm - leaky ReLU - global average - linear, with the
/// case's parameters and statistics; `sample` is {height, width, channels}.
template <class S>
tacit::any_backbone<S> cnn_of(run<S>& r, tacit::shape_t const& sample) {
  tacit::batch_norm_options const norm{.momentum = r.number("bn_momentum", 0.1)};
  auto const stage = [&](index_t filters) {
    return tacit::sequential(tacit::named("conv", tacit::conv2d({.filters = filters, .padding = 1, .bias = false})),
                             tacit::named("bn", tacit::batch_norm(norm)), tacit::leaky_relu(0.1));
  };
  auto const description =
      tacit::sequential(tacit::named("s0", stage(r.shape("init.conv0")[0])), tacit::max_pool(),
                        tacit::named("s1", stage(r.shape("init.conv1")[0])), tacit::global_avg_pool,
                        tacit::named("out", tacit::linear({.outputs = r.shape("init.W")[0]})));
  using network_type = std::remove_const_t<decltype(description)>;
  tacit::any_backbone<S> network(tacit::model<network_type, S>(description, sample, 0, tacit::context(1)));
  for (auto const& n : cnn_names()) set(r, network, "init." + n.stored, n.block);
  for (auto const& n : cnn_statistics()) set(r, network, "stat." + n.stored, n.block);
  return network;
}

}  // namespace conformance
