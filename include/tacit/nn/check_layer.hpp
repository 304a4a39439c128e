// check_layer: whether a layer's backward is the gradient of its forward.
#pragma once

#include <string>
#include <vector>

#include "tacit/autodiff/gradient_check.hpp"
#include "tacit/nn/model.hpp"

namespace tacit::inline TACIT_ABI {

/// The worst deviations over all inputs and all parameters; the name is that of the parameter's block.
struct layer_deviation {
  gradient_deviation input, parameters;
  std::string block;  ///< of the worst parameter; empty without parameters

  double worst() const { return std::max(input.relative, parameters.relative); }
};

/// Which pass `check_layer` makes.
struct check_layer_options {
  index_t batch = 3;
  std::uint64_t seed = 0;
  bool batch_statistics = true, dropout = true;
};

/// Makes a network of this layer alone, with random parameters and inputs, and compares the gradients of
/// sum(y c), c random, with central differences, all in double. Works for every layer, composed ones too, and for
/// whole networks. Right gradients of smooth layers deviate by less than 1e-6.
template <class L>
layer_deviation check_layer(L const& layer, shape_t const& sample_shape, check_layer_options o = {}) {
  model<L, double> net(layer, sample_shape, o.seed, context(1));
  random_stream random(o.seed, purpose::user);
  for (block const& b : net.blocks().all())
    if (b.kind != role::buffer)
      for (double& v : net.values(b.name)) v += 0.3 * random.normal();
  index_t const elements = element_count(sample_shape);
  std::vector<double> x(static_cast<std::size_t>(o.batch * elements));
  for (double& v : x) v = random.normal();
  std::vector<double> c(static_cast<std::size_t>(o.batch * net.logit_count()));
  for (double& v : c) v = random.normal();

  auto const loss = [&](std::span<double const> samples, bool differentiate) {
    pass p;
    p.rows = o.batch;
    p.sample_shape = sample_shape;
    p.normalise = o.batch_statistics ? pass::normalisation::batch_statistics : pass::normalisation::running_statistics;
    p.update_running = false;
    p.differentiate = differentiate;
    p.dropout = o.dropout;
    p.set_input(samples.data());
    auto const y = net.forward(p, slot{0}).logits;
    double sum = 0;
    for (std::size_t i = 0; i < c.size(); ++i) sum += c[i] * y.data()[i];
    if (differentiate) {
      net.zero_gradients();
      matrix_view<double const> const dy(c.data(), {o.batch, net.logit_count()});
      net.backward(slot{0}, output_gradients<double>{dy}, {.parameters = true, .input = true});
    }
    return sum;
  };

  layer_deviation result;
  result.input = check_gradient(
      [&](std::span<double const> at, std::span<double> gradient) {
        double const value = loss(at, !gradient.empty());
        if (!gradient.empty()) std::copy_n(net.input_gradient(slot{0}).data(), gradient.size(), gradient.data());
        return value;
      },
      x);
  for (block const& b : net.blocks().all()) {
    if (b.kind == role::buffer) continue;
    auto const values = net.values(b.name);
    auto const deviation = check_gradient(
        [&](std::span<double const> at, std::span<double> gradient) {
          std::copy(at.begin(), at.end(), values.begin());
          double const value = loss(x, !gradient.empty());
          if (!gradient.empty()) std::copy_n(net.gradient(b.name).data(), gradient.size(), gradient.data());
          return value;
        },
        {values.begin(), values.end()});
    if (result.block.empty() || deviation.relative > result.parameters.relative) {
      result.parameters = deviation;
      result.block = b.name;
    }
  }
  return result;
}

}  // namespace tacit::inline TACIT_ABI
