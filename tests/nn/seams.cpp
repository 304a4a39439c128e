// What the library says about networks that do not fit together, and about those that do.
#include <catch2/catch.hpp>

#include "passes.hpp"
#include "tacit/nn/layers.hpp"
#include "tacit/nn/models/mlp.hpp"
#include "tacit/nn/models/small_cnn.hpp"
#include "tacit/nn/models/wide_resnet.hpp"
#include "tacit/nn/summary.hpp"

using namespace tacit;

namespace {

/// The message of the shape_error that this network causes.
template <class Network>
std::string message(Network const& network, shape_t const& shape) {
  try {
    model<Network, float> net(network, shape);
  } catch (shape_error const& e) {
    return e.what();
  }
  return "fits";
}

std::vector<std::string> names(block_table const& blocks) {
  std::vector<std::string> all;
  for (block const& b : blocks.all()) all.push_back(b.name);
  return all;
}

}  // namespace

TEST_CASE("seams that do not fit are named with their place and shapes", "[nn]") {
  CHECK(message(sequential(conv2d({.filters = 4, .padding = 1}), relu, max_pool(), linear({.outputs = 10})),
                {28, 28, 1}) ==
        "sequential[3] linear: input (put flatten or a global pooling before it): expected one extent, got 14x14x4");
  CHECK(message(sequential(linear({.outputs = 4}), conv2d({.filters = 2})), {7}) ==
        "sequential[1] conv2d: input: expected height x width x channels, got 4");
  CHECK(message(conv2d({.filters = 4, .kernel = 5}), {4, 9, 1}) ==
        "conv2d: padded input: expected at least 5x5, got 4x9");
  CHECK(message(conv2d({.filters = 4, .groups = 2}), {8, 8, 3}) ==
        "conv2d: channels of input 8x8x3: expected a multiple of 2 groups, got 3");
  CHECK(message(sequential(max_pool(), max_pool(), max_pool()), {6, 6, 1}) ==
        "sequential[2] max_pool: padded input: expected at least 2x2, got 1x1");
  CHECK(message(sequential(relu, residual(linear({.outputs = 5}))), {4}) ==
        "sequential[1] residual: shapes of a sum: expected 5, got 4");
  CHECK(message(repeat(2, [](index_t i) { return residual(linear({.outputs = 4 + i})); }), {4}) ==
        "repeat[1] residual: shapes of a sum: expected 5, got 4");
  CHECK(message(mlp({3, 4, 2}), {28, 28, 1}) == "mlp: input: expected 3, got 784");
  CHECK(message(small_cnn({.channels = 3}), {28, 28, 1}) ==
        "small_cnn: input: expected an image, height x width x 3, got 28x28x1");
  CHECK(message(wide_resnet({.depth = 10}), {32}) ==
        "wide_resnet: input: expected an image, height x width x channels, got 32");
  CHECK(message(small_cnn({}), {3, 3, 1}) == "small_cnn[3] max_pool: padded input: expected at least 2x2, got 1x1");
  CHECK(message(relu, {3, 0}) == "model: sample shape 3x0: every extent must be positive");
  CHECK_THROWS_AS(mlp({3}), value_error);
  CHECK_THROWS_AS(mlp({3, -1}), value_error);
  CHECK_THROWS_AS(wide_resnet({.depth = 12}), value_error);
}

TEST_CASE("block names say where a block is", "[nn]") {
  model<mlp_network> dense(mlp({2, 3, 4}), {2});
  CHECK(names(dense.blocks()) ==
        std::vector<std::string>{"linear0.weight", "linear0.bias", "linear1.weight", "linear1.bias"});
  auto const network = sequential(named("stem", conv2d({.filters = 2})), batch_norm(),
                                  residual(conv2d({.filters = 2, .padding = 1, .bias = false})));
  model<std::decay_t<decltype(network)>> net(network, {5, 5, 1});
  CHECK(names(net.blocks()) == std::vector<std::string>{"stem.weight", "stem.bias", "1.scale", "1.shift", "1.mean",
                                                        "1.variance", "2.branch.weight"});
  CHECK(net.blocks().all()[0].shape == shape_t{2, 3, 3, 1});
  CHECK(net.blocks().all()[0].kind == role::weight);
  CHECK(net.blocks().all()[2].kind == role::norm);
  CHECK(net.blocks().all()[4].kind == role::buffer);
}

TEST_CASE("initial values: deviations, constants, seeds", "[nn]") {
  auto const network =
      sequential(conv2d({.filters = 64, .padding = 1}), batch_norm(), global_avg_pool, linear({.outputs = 100}));
  model<std::decay_t<decltype(network)>> net(network, {8, 8, 32}, 5);
  auto const deviation = [&](char const* name) {
    double squares = 0;
    auto const v = net.values(name);
    for (float x : v) squares += static_cast<double>(x) * static_cast<double>(x);
    return std::sqrt(squares / static_cast<double>(v.size()));
  };
  CHECK(deviation("0.weight") == Approx(std::sqrt(2.0 / (9 * 64))).epsilon(0.03));    // He, fan out
  CHECK(deviation("3.weight") == Approx(std::sqrt(2.0 / (64 + 100))).epsilon(0.03));  // Glorot
  CHECK(deviation("0.bias") == 0);
  CHECK(copy_of(net.values("1.scale")) == std::vector<float>(64, 1));
  CHECK(copy_of(net.values("1.shift")) == std::vector<float>(64, 0));
  CHECK(copy_of(net.values("1.variance")) == std::vector<float>(64, 1));

  model<std::decay_t<decltype(network)>> same(network, {8, 8, 32}, 5), other(network, {8, 8, 32}, 6);
  CHECK(copy_of(same.parameters()) == copy_of(net.parameters()));
  CHECK(copy_of(other.parameters()) != copy_of(net.parameters()));
  model<std::decay_t<decltype(network)>, double> wide(network, {8, 8, 32}, 5);
  CHECK(static_cast<float>(wide.values("3.weight")[7]) == net.values("3.weight")[7]);

  auto const he = sequential(linear({.outputs = 100, .initial = init::he}));
  model<std::decay_t<decltype(he)>, double> inward(he, {400});
  double squares = 0;
  for (double x : inward.values("0.weight")) squares += x * x;
  CHECK(std::sqrt(squares / 40000) == Approx(std::sqrt(2.0 / 400)).epsilon(0.03));
}

TEST_CASE("the summary lists layers, shapes, parameters and memory", "[nn]") {
  auto const text = summary(small_cnn({.channels = 1, .classes = 10}), {28, 28, 1}, 64);
  auto const size = size_of(small_cnn({.channels = 1, .classes = 10}), {28, 28, 1}, 64);
  CHECK(size.parameters == 94186);
  CHECK(size.kept_bytes >= 64 * 28 * 28 * 32 * 4);  // at least the largest activation
  CHECK(size.scratch_bytes > 0);
  INFO(text);
  CHECK(text.find("stage0.conv") != std::string::npos);
  CHECK(text.find("batch_norm + relu") != std::string::npos);
  CHECK(text.find("28x28x32") != std::string::npos);
  CHECK(text.find("73728") != std::string::npos);
  CHECK(text.find("parameters: 94186 (0.36 MiB)") != std::string::npos);
  CHECK(text.find("batch of 64: keeps") != std::string::npos);
}
