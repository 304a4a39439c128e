// wide_block: the pre-activation residual block of wide residual networks.
#pragma once

#include "tacit/nn/builder.hpp"
#include "tacit/nn/layers/activations.hpp"
#include "tacit/nn/layers/batch_norm.hpp"
#include "tacit/nn/layers/conv2d.hpp"
#include "tacit/nn/layers/dropout.hpp"

namespace tacit::inline TACIT_ABI {

struct wide_block_options {
  index_t filters = 0;
  index_t stride = 1;
  /// The 1x1 shortcut reads the activated input instead of the input itself.
  bool activate_before_residual = false;
  double slope = 0.1;      ///< of leaky ReLU
  double drop_branch = 0;  ///< stochastic depth: the probability of leaving the branch out
  batch_norm_options norm{};
};

/// a = lrelu(bn1(x)); y = conv2(lrelu(bn2(conv1(a)))) + s, where s = x if the shapes agree, else a 1x1 convolution of a
/// or x (Zagoruyko and Komodakis 2016; 3x3 convolutions without bias, conv1 and the shortcut carry the stride).
/// Blocks: bn1.*, conv1.weight, bn2.*, conv2.weight, shortcut.weight.
struct wide_block_layer {
  static constexpr char const* name = "wide_block";
  static constexpr bool batch_statistics = true;
  wide_block_options options;

  template <class Builder>
  value build(Builder& b, value x) const {
    auto const& o = options;
    b.expect(x, {0, 0, 0});
    value const a = b.add("act1", leaky_relu(o.slope), b.add("bn1", batch_norm(o.norm), x));
    value h = b.add("conv1", convolution(3, o.stride, 1), a);
    h = b.add("act2", leaky_relu(o.slope), b.add("bn2", batch_norm(o.norm), h));
    h = b.add("conv2", convolution(3, 1, 1), h);
    if (o.drop_branch > 0) h = b.add("drop", row_dropout({.rate = o.drop_branch}), h);
    if (h.shape == x.shape) return b.sum(h, x);
    return b.sum(h, b.add("shortcut", convolution(1, o.stride, 0), o.activate_before_residual ? a : x));
  }

 private:
  conv2d_layer convolution(index_t kernel, index_t stride, index_t padding) const {
    return conv2d({.filters = options.filters, .kernel = kernel, .stride = stride, .padding = padding, .bias = false});
  }
};

inline wide_block_layer wide_block(wide_block_options options) { return {options}; }

}  // namespace tacit::inline TACIT_ABI
