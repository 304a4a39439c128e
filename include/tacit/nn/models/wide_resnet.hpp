// wide_resnet: wide residual networks, as semi-supervised benchmarks use them (WRN-28-2).
#pragma once

#include <array>
#include <string>

#include "tacit/nn/layers/linear.hpp"
#include "tacit/nn/layers/pool.hpp"
#include "tacit/nn/layers/wide_block.hpp"
#include "tacit/nn/repeat.hpp"
#include "tacit/nn/sequential.hpp"

namespace tacit::inline TACIT_ABI {

struct wide_resnet_options {
  index_t depth = 28;  ///< 6 n + 4, with n blocks a group
  index_t widen = 2;
  index_t classes = 10;
  index_t channels = 0;                    ///< of the input; 0: any
  index_t input_width = 16;                ///< filters of the first convolution
  std::array<index_t, 3> widths{0, 0, 0};  ///< filters of the groups; 0: 16, 32, 64 times `widen`
  double slope = 0.1;                      ///< of leaky ReLU
  double drop_branch = 0;                  ///< stochastic depth: of the last block; earlier ones linearly less
  batch_norm_options norm{};
};

/// conv3x3 - 3 groups of pre-activation blocks (strides 1, 2, 2) - BN - leaky ReLU - global average - linear. The very
/// first block activates before its shortcut. Blocks: conv_in.weight, group0.0.bn1.scale, ..., bn_out.scale, ...,
/// linear.weight, linear.bias.
struct wide_resnet_network {
 private:
  auto group(index_t g) const {
    index_t const blocks = (options.depth - 4) / 6;
    return repeat(blocks, [o = options, g, blocks](index_t i) {
      index_t const width = o.widths[static_cast<std::size_t>(g)];
      return wide_block(
          {.filters = width ? width : (index_t{16} << g) * o.widen,
           .stride = g > 0 && i == 0 ? 2 : 1,
           .activate_before_residual = g == 0 && i == 0,
           .slope = o.slope,
           .drop_branch = o.drop_branch * static_cast<double>(g * blocks + i + 1) / static_cast<double>(3 * blocks),
           .norm = o.norm});
    });
  }

 public:
  static constexpr char const* name = "wide_resnet";
  static constexpr bool batch_statistics = true;
  wide_resnet_options options;

  template <class Builder>
  value build(Builder& b, value x) const {
    auto const& o = options;
    b.expect(x, {0, 0, o.channels});
    return sequential(named("conv_in", conv2d({.filters = o.input_width, .padding = 1, .bias = false})),
                      named("group0", group(0)), named("group1", group(1)), named("group2", group(2)),
                      named("bn_out", batch_norm(o.norm)), leaky_relu(o.slope), global_avg_pool,
                      named("linear", linear({.outputs = o.classes})))
        .build(b, x);
  }
};

inline wide_resnet_network wide_resnet(wide_resnet_options options) {
  if (options.depth < 10 || (options.depth - 4) % 6 != 0)
    detail::throw_error<value_error>("wide_resnet: depth must be 6 n + 4 with n at least 1, got {}", {options.depth});
  return {options};
}

/// WRN-28-2, 1.5 million parameters.
inline wide_resnet_network wrn28_2(wide_resnet_options options) {
  options.depth = 28;
  options.widen = 2;
  return wide_resnet(options);
}

}  // namespace tacit::inline TACIT_ABI
