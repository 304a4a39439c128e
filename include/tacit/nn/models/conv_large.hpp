// conv_large: the 13-layer network of the Pi-model paper.
#pragma once

#include "tacit/nn/layers/activations.hpp"
#include "tacit/nn/layers/batch_norm.hpp"
#include "tacit/nn/layers/conv2d.hpp"
#include "tacit/nn/layers/dropout.hpp"
#include "tacit/nn/layers/linear.hpp"
#include "tacit/nn/layers/noise.hpp"
#include "tacit/nn/layers/pool.hpp"
#include "tacit/nn/repeat.hpp"
#include "tacit/nn/sequential.hpp"

namespace tacit::inline TACIT_ABI {

struct conv_large_options {
  index_t channels = 0;  ///< of the input; 0: any
  index_t classes = 10;
  double noise = 0.15;  ///< standard deviation of the input noise
  double dropout = 0.5;
  double slope = 0.1;  ///< of leaky ReLU
  batch_norm_options norm{};
};

/// Laine and Aila 2017, table 5: noise - 3 x conv128 3x3 - maxpool 2 - dropout - 3 x conv256 3x3 - maxpool 2 - dropout
/// - conv512 3x3 without padding - conv256 1x1 - conv128 1x1 - global average - linear; leaky ReLU after each
/// convolution. Batch norm stands where the paper has weight norm with mean-only batch norm, as in the later public
/// code bases.
/// Blocks: stage0.0.conv.weight, stage0.0.bn.scale, ..., linear.weight, linear.bias.
struct conv_large_network {
 private:
  auto convolution(index_t filters, index_t kernel, index_t padding) const {
    return sequential(named("conv", conv2d({.filters = filters, .kernel = kernel, .padding = padding, .bias = false})),
                      named("bn", batch_norm(options.norm)), leaky_relu(options.slope));
  }

 public:
  static constexpr char const* name = "conv_large";
  static constexpr bool batch_statistics = true;
  conv_large_options options;

  template <class Builder>
  value build(Builder& b, value x) const {
    auto const& o = options;
    b.expect(x, {0, 0, o.channels});
    return sequential(gaussian_noise({.sigma = o.noise}),  //
                      named("stage0", repeat(3, convolution(128, 3, 1))), max_pool(), dropout({.rate = o.dropout}),
                      named("stage1", repeat(3, convolution(256, 3, 1))), max_pool(), dropout({.rate = o.dropout}),
                      named("conv7", convolution(512, 3, 0)), named("conv8", convolution(256, 1, 0)),
                      named("conv9", convolution(128, 1, 0)), global_avg_pool,
                      named("linear", linear({.outputs = o.classes})))
        .build(b, x);
  }
};

inline conv_large_network conv_large(conv_large_options options) { return {options}; }

}  // namespace tacit::inline TACIT_ABI
