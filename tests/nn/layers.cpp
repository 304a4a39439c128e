// Every layer: its gradients against finite differences, its shapes, and what it does by definition.
#include <catch2/catch.hpp>
#include <cmath>

#include "passes.hpp"
#include "tacit/nn/check_layer.hpp"
#include "tacit/nn/layers.hpp"

using namespace tacit;

namespace {

/// The output shape of a layer for one sample shape.
template <class L>
shape_t output_of(L const& layer, shape_t const& in) {
  return model<L, double>(layer, in).output_shape();
}

template <class L>
void require_right(L const& layer, shape_t const& in, check_layer_options o = {}) {
  auto const d = check_layer(layer, in, o);
  INFO("input " << d.input.relative << " at " << d.input.place << ", " << d.block << " " << d.parameters.relative
                << " at " << d.parameters.place);
  CHECK(d.worst() < 1e-6);
}

struct forgetful : layer_defaults {  // y = gain x^2, with dx of y = x^2
  static constexpr char const* name = "forgetful";
  shape_t output_shape(shape_t const& in) const { return in; }
  void declare(declaration& blocks, shape_t const&) const { blocks.weight("gain", {1}, initialiser::constant(2)); }
  void forward(layer_pass<double> const& at, double const* x, double* y) const {
    for (index_t i = 0; i < at.rows * at.in()[0]; ++i) y[i] = at.parameter(0)[0] * x[i] * x[i];
  }
  void backward(layer_pass<double> const& at, double const* x, double const*, double const* dy, double* dx) const {
    for (index_t i = 0; i < at.rows * at.in()[0]; ++i) {
      if (dx) dx[i] = 2 * x[i] * dy[i];
      if (at.gradient(0)) *at.gradient(0) += x[i] * x[i] * dy[i];
    }
  }
};

}  // namespace

TEST_CASE("gradients of dense layers", "[nn]") {
  require_right(linear({.outputs = 4}), {7});
  require_right(linear({.outputs = 1, .bias = false}), {5}, {.batch = 1});
  require_right(weight_norm_linear({.outputs = 3}), {5});
  require_right(weight_norm_linear({.outputs = 2, .bias = false}), {6});
}

TEST_CASE("gradients of convolutions", "[nn]") {
  require_right(conv2d({.filters = 4}), {5, 7, 3});
  require_right(conv2d({.filters = 3, .kernel = 1, .stride = 2, .bias = false}), {5, 5, 2});
  require_right(conv2d({.filters = 6, .kernel = 3, .stride = 2, .padding = 1, .groups = 2}), {7, 6, 4}, {.batch = 2});
  require_right(conv2d({.filters = 2, .kernel = 3, .padding = 2, .dilation = 2}), {6, 5, 3}, {.batch = 2});
}

TEST_CASE("gradients of norms", "[nn]") {
  require_right(batch_norm(), {5}, {.batch = 6});
  require_right(batch_norm(), {3, 5, 4}, {.batch = 3});
  require_right(batch_norm({.eps = 0.1}), {3, 2, 4}, {.batch = 1});
  require_right(batch_norm(), {3, 5, 4}, {.batch_statistics = false});
  require_right(group_norm({.groups = 2}), {3, 5, 4});
  require_right(group_norm({.groups = 1}), {2, 3, 3});
  require_right(layer_norm(), {9});
  require_right(layer_norm(), {3, 9});
  require_right(l2_normalise(), {6});
  require_right(multiply(-2.5), {6});
  require_right(cosine_classifier({.outputs = 3, .temperature = 0.5}), {6});
}

TEST_CASE("gradients of activations", "[nn]") {
  require_right(relu, {11});
  require_right(leaky_relu(0.1), {11});
  require_right(tacit::tanh, {11});
  require_right(sigmoid, {11});
  require_right(softplus, {11});
  require_right(silu, {11});
  require_right(gelu, {11});
  require_right(gelu_tanh, {11});
}

TEST_CASE("gradients of pooling", "[nn]") {
  require_right(max_pool(), {7, 9, 3});
  require_right(max_pool({.kernel = 3, .stride = 2, .padding = 1}), {8, 7, 2});
  require_right(avg_pool(), {5, 6, 3});
  require_right(avg_pool({.kernel = 3, .stride = 2, .padding = 1}), {7, 5, 2});
  require_right(avg_pool({.kernel = 3, .stride = 2, .padding = 1, .count_padding = false}), {7, 5, 2});
  require_right(global_avg_pool, {3, 5, 4});
  require_right(global_max_pool, {3, 5, 4});
}

TEST_CASE("gradients of random layers", "[nn]") {
  require_right(dropout({.rate = 0.4}), {13});
  require_right(row_dropout({.rate = 0.5}), {5}, {.batch = 8});
  require_right(gaussian_noise({.sigma = 0.3}), {5});
  require_right(dropout({.rate = 0.4}), {13}, {.dropout = false});
  require_right(row_dropout({.rate = 0.5}), {5}, {.batch = 8, .dropout = false});
}

TEST_CASE("gradients of composed layers", "[nn]") {
  require_right(sequential(linear({.outputs = 5}), tacit::tanh, linear({.outputs = 3})), {4});
  require_right(residual(sequential(linear({.outputs = 4}), tacit::tanh)), {4});
  require_right(residual(linear({.outputs = 3}), linear({.outputs = 3, .bias = false})), {4});
  require_right(residual(identity), {4});
  require_right(residual(residual(tacit::tanh)), {4});
  require_right(repeat(3, sequential(linear({.outputs = 4}), sigmoid)), {4});
  require_right(repeat(0, relu), {4});
  require_right(repeat(2, [](index_t i) { return linear({.outputs = 3 - i}); }), {4});
  require_right(stochastic_depth({.rate = 0.5}, linear({.outputs = 4})), {4}, {.batch = 8});
  require_right(sequential(flatten, linear({.outputs = 3}), tacit::tanh), {2, 3, 2});
  require_right(wide_block({.filters = 4}), {5, 3, 4});
  require_right(wide_block({.filters = 6, .stride = 2}), {5, 3, 4});
  require_right(wide_block({.filters = 6, .activate_before_residual = true, .drop_branch = 0.5}), {3, 4, 2});
}

TEST_CASE("output shapes", "[nn]") {
  CHECK(output_of(conv2d({.filters = 8, .kernel = 3, .stride = 2, .padding = 1}), {28, 27, 1}) == shape_t{14, 14, 8});
  CHECK(output_of(conv2d({.filters = 2, .kernel = 3, .dilation = 2}), {9, 8, 1}) == shape_t{5, 4, 2});
  CHECK(output_of(max_pool(), {7, 9, 3}) == shape_t{3, 4, 3});
  CHECK(output_of(avg_pool({.kernel = 3, .stride = 2, .padding = 1}), {7, 8, 3}) == shape_t{4, 4, 3});
  CHECK(output_of(global_avg_pool, {7, 9, 3}) == shape_t{3});
  CHECK(output_of(flatten, {7, 9, 3}) == shape_t{189});
  CHECK(output_of(linear({.outputs = 10}), {7}) == shape_t{10});
}

TEST_CASE("dropout keeps the expectation, and its mask is a function of seed, step, row and lane", "[nn]") {
  model<dropout_layer, double> net(dropout({.rate = 0.25}), {4000});
  batch<double> b(2, {4000});
  for (double& v : b.x) v = 1;
  auto const masked = [&] { return copy_of(net.forward(b.pass, slot{0}).logits); };
  auto const y = masked();
  double mean = 0;
  for (double v : y) {
    REQUIRE((v == 0 || v == 1 / 0.75));
    mean += v / static_cast<double>(y.size());
  }
  CHECK(mean == Approx(1).margin(0.03));
  CHECK(std::vector(y.begin(), y.begin() + 4000) != std::vector(y.begin() + 4000, y.end()));
  CHECK(masked() == y);
  b.pass.step = 1;
  CHECK(masked() != y);
  b.pass.step = 0;
  b.pass.lane = 1;
  CHECK(masked() != y);
  b.pass.lane = 0;
  b.pass.seed = 1;
  CHECK(masked() != y);
  b.pass.seed = 0;
  b.pass.dropout = false;
  CHECK(masked() == b.x);
}

TEST_CASE("two dropout layers of one network draw different masks", "[nn]") {
  auto const twice = sequential(dropout({.rate = 0.5}), dropout({.rate = 0.5}));
  model<std::decay_t<decltype(twice)>, double> net(twice, {4000});
  batch<double> b(1, {4000});
  for (double& v : b.x) v = 1;
  double kept = 0;
  for (double v : copy_of(net.forward(b.pass, slot{0}).logits)) kept += v != 0;
  CHECK(kept / 4000 == Approx(0.25).margin(0.03));
}

TEST_CASE("gaussian noise has the deviation it was given", "[nn]") {
  model<gaussian_noise_layer, double> net(gaussian_noise({.sigma = 0.15}), {5000});
  batch<double> b(1, {5000});
  auto const y = copy_of(net.forward(b.pass, slot{0}).logits);
  double squares = 0;
  for (std::size_t i = 0; i < y.size(); ++i) squares += std::pow(y[i] - b.x[i], 2);
  CHECK(std::sqrt(squares / 5000) == Approx(0.15).epsilon(0.05));
}

TEST_CASE("a wrong backward is found", "[nn]") {
  auto const d = check_layer(forgetful{}, {4});
  CHECK(d.input.relative > 0.1);
  CHECK(d.parameters.relative < 1e-6);
  CHECK(d.block == "gain");
}

TEST_CASE("options out of range are refused", "[nn]") {
  CHECK_THROWS_AS(linear({.outputs = 0}), value_error);
  CHECK_THROWS_AS(conv2d({.filters = 0}), value_error);
  CHECK_THROWS_AS(conv2d({.filters = 3, .groups = 2}), value_error);
  CHECK_THROWS_AS(dropout({.rate = 1}), value_error);
  CHECK_THROWS_AS(gaussian_noise({.sigma = -1}), value_error);
  CHECK_THROWS_AS(batch_norm({.momentum = 1.5}), value_error);
  CHECK_THROWS_AS(max_pool({.kernel = 2, .padding = 2}), value_error);
  CHECK_THROWS_AS(group_norm({.groups = 0}), value_error);
  CHECK_THROWS_AS(repeat(-1, relu), value_error);
  CHECK_THROWS_AS(leaky_relu(-0.1), value_error);
}
