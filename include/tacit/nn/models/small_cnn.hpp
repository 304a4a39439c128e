// small_cnn: three convolutions for small images such as Fashion-MNIST.
#pragma once

#include "tacit/nn/layers/activations.hpp"
#include "tacit/nn/layers/batch_norm.hpp"
#include "tacit/nn/layers/conv2d.hpp"
#include "tacit/nn/layers/linear.hpp"
#include "tacit/nn/layers/pool.hpp"
#include "tacit/nn/sequential.hpp"

namespace tacit::inline TACIT_ABI {

struct small_cnn_options {
  index_t channels = 0;  ///< of the input; 0: any
  index_t classes = 10;
};

/// conv 32 - maxpool 2 - conv 64 - maxpool 2 - conv 128 - global average - linear; each conv 3x3 with BN and ReLU (and
/// no bias, since the norm shifts). Blocks: stage0.conv.weight, stage0.bn.scale, ..., linear.weight, linear.bias.
struct small_cnn_network {
 private:
  static auto stage(index_t filters) {
    return sequential(named("conv", conv2d({.filters = filters, .padding = 1, .bias = false})),
                      named("bn", batch_norm()), relu);
  }

 public:
  static constexpr char const* name = "small_cnn";
  static constexpr bool batch_statistics = true;
  small_cnn_options options;

  template <class Builder>
  value build(Builder& b, value x) const {
    b.expect(x, {0, 0, options.channels});
    return sequential(named("stage0", stage(32)), max_pool(), named("stage1", stage(64)), max_pool(),
                      named("stage2", stage(128)), global_avg_pool,
                      named("linear", linear({.outputs = options.classes})))
        .build(b, x);
  }
};

inline small_cnn_network small_cnn(small_cnn_options options) { return {options}; }

}  // namespace tacit::inline TACIT_ABI
