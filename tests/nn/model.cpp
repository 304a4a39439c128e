// model: passes, slots, statistics policies, copies, errors; and what whole networks compute.
#include "tacit/nn/model.hpp"

#include <catch2/catch.hpp>

#include "passes.hpp"
#include "tacit/nn/check_layer.hpp"
#include "tacit/nn/layers.hpp"
#include "tacit/nn/models/conv_large.hpp"
#include "tacit/nn/models/mlp.hpp"
#include "tacit/nn/models/small_cnn.hpp"
#include "tacit/nn/models/wide_resnet.hpp"
#include "tacit/nn/summary.hpp"

using namespace tacit;

namespace {

/// Convolutions, norms, a residual and a repeated block: every way in which values share memory.
auto mixed_network() {
  return sequential(conv2d({.filters = 4, .padding = 1}), batch_norm(), relu,
                    residual(sequential(conv2d({.filters = 4, .padding = 1}), batch_norm(), tacit::tanh)),
                    repeat(2, wide_block({.filters = 4})), max_pool(), residual(relu), global_avg_pool,
                    dropout({.rate = 0.3}), linear({.outputs = 3}));
}
using mixed_net = decltype(mixed_network());

/// batch_norm as a layer that has no `recompute`: its output is kept.
struct keeping_norm : layer_defaults {
  static constexpr char const* name = "keeping_norm";
  static constexpr bool needs_output = false, in_place = true, batch_statistics = true;
  batch_norm_layer norm = batch_norm();

  shape_t output_shape(shape_t const& in) const { return norm.output_shape(in); }
  void declare(declaration& blocks, shape_t const& in) const { norm.declare(blocks, in); }
  index_t saved(shape_t const& in, index_t rows, index_t bytes) const { return norm.saved(in, rows, bytes); }
  template <class S>
  void forward(layer_pass<S> const& at, S const* x, S* y) const {
    norm.forward(at, x, y);
  }
  template <class S>
  void backward(layer_pass<S> const& at, S const* x, S const* y, S const* dy, S* dx) const {
    norm.backward(at, x, y, dy, dx);
  }
};

/// Two convolutions read what the norm gives.
template <class Norm>
struct shared_norm : composite_defaults {
  static constexpr char const* name = "shared_norm";
  static constexpr bool batch_statistics = true;
  Norm norm;

  explicit shared_norm(Norm n) : norm(n) {}

  template <class Builder>
  value build(Builder& b, value x) const {
    value const a = b.add("norm", norm, b.add("conv0", conv2d({.filters = 3}), x));
    value const h = b.sum(b.add("conv1", conv2d({.filters = 4}), a), b.add("conv2", conv2d({.filters = 4}), a));
    return b.add("linear", linear({.outputs = 3}), b.add("pool", global_avg_pool, h));
  }
};

template <class Model, class S>
void backward_all(Model& net, slot at, std::vector<S> const& dz, bool input = true) {
  matrix_view<S const> const view(dz.data(), {static_cast<index_t>(dz.size()) / net.logit_count(), net.logit_count()});
  net.backward(at, output_gradients<S>{view}, {.parameters = true, .input = input});
}

}  // namespace

TEST_CASE("the model is every kind of backbone", "[nn]") {
  using dense = model<mlp_network, float>;
  STATIC_REQUIRE(Backbone<dense>);
  STATIC_REQUIRE(HasFeatures<dense>);
  STATIC_REQUIRE(HasInputGradient<dense>);
  STATIC_REQUIRE(HasSnapshot<dense>);
  STATIC_REQUIRE(HasHostSpans<dense>);
  STATIC_REQUIRE(!HasBatchStatistics<dense>);
  STATIC_REQUIRE(HasBatchStatistics<model<mixed_net, double>>);
  STATIC_REQUIRE(HasBatchStatistics<model<wide_resnet_network, float>>);
}

TEST_CASE("gradients of whole networks", "[nn]") {
  // A difference may step over a kink of some relu or maximum; a wrong gradient is wrong for every seed.
  auto const deviation = [](auto const& network, shape_t const& shape, check_layer_options o) {
    double best = 1;
    for (o.seed = 0; o.seed < 5 && best > 1e-5; ++o.seed) best = std::min(best, check_layer(network, shape, o).worst());
    return best;
  };
  CHECK(deviation(mixed_network(), {5, 7, 2}, {}) < 1e-5);
  CHECK(deviation(mixed_network(), {4, 5, 2}, {.batch_statistics = false, .dropout = false}) < 1e-5);
  CHECK(deviation(mlp({3, 5, 4, 2}), {3}, {}) < 1e-5);
  CHECK(deviation(wide_resnet({.depth = 10, .classes = 3, .input_width = 3, .widths = {4, 5, 6}}), {8, 7, 2},
                  {.batch = 2}) < 1e-5);
}

TEST_CASE("a pass that keeps nothing has the same outputs", "[nn]") {
  model<mixed_net, float> net(mixed_network(), {6, 7, 2}, 3);
  batch<float> b(5, {6, 7, 2});
  b.pass.update_running = false;
  for (bool statistics : {true, false}) {
    if (!statistics) b.pass.normalise = pass::normalisation::running_statistics;
    auto const kept = net.forward(b.pass, slot{0});
    b.pass.differentiate = false;
    auto const lean = net.forward(b.pass, slot{1});
    b.pass.differentiate = true;
    CHECK(copy_of(kept.logits) == copy_of(lean.logits));
    CHECK(copy_of(kept.features) == copy_of(lean.features));
  }
}

TEST_CASE("several passes are alive at once", "[nn]") {
  model<mixed_net, double> net(mixed_network(), {6, 7, 2}, 3);
  batch<double> a(4, {6, 7, 2}, 1), b(7, {6, 7, 2}, 2);
  a.pass.update_running = b.pass.update_running = false;
  auto const da = normals<double>(4 * 3, 5), db = normals<double>(7 * 3, 6);

  net.forward(a.pass, slot{0});
  backward_all(net, slot{0}, da);
  auto const input_a = copy_of(net.input_gradient(slot{0}));
  auto const gradient_a = copy_of(net.gradients());
  net.zero_gradients();
  net.forward(b.pass, slot{0});
  backward_all(net, slot{0}, db);
  auto const input_b = copy_of(net.input_gradient(slot{0}));
  auto const gradient_b = copy_of(net.gradients());

  net.zero_gradients();
  auto const za = net.forward(a.pass, slot{2});
  auto const kept = copy_of(za.logits);
  net.forward(b.pass, slot{0});
  CHECK(copy_of(za.logits) == kept);
  backward_all(net, slot{2}, da);
  auto const first = copy_of(net.gradients());
  backward_all(net, slot{0}, db);
  CHECK(copy_of(net.input_gradient(slot{2})) == input_a);
  CHECK(copy_of(net.input_gradient(slot{0})) == input_b);
  CHECK(first == gradient_a);
  for (std::size_t i = 0; i < first.size(); ++i)
    CHECK(net.gradients()[i] == Approx(gradient_a[i] + gradient_b[i]).margin(1e-12));
}

TEST_CASE("a backward can be asked for parts, and again", "[nn]") {
  model<mixed_net, double> net(mixed_network(), {6, 7, 2}, 3);
  batch<double> b(4, {6, 7, 2});
  auto const dz = normals<double>(4 * 3, 5);
  matrix_view<double const> const view(dz.data(), {4, 3});
  net.forward(b.pass, slot{0});
  backward_all(net, slot{0}, dz);
  auto const gradient = copy_of(net.gradients()), input = copy_of(net.input_gradient(slot{0}));

  net.zero_gradients();
  net.backward(slot{0}, output_gradients<double>{view}, {.parameters = true, .input = false});
  CHECK(copy_of(net.gradients()) == gradient);
  net.zero_gradients();
  net.backward(slot{0}, output_gradients<double>{view}, {.parameters = false, .input = true});
  CHECK(copy_of(net.gradients()) == std::vector<double>(gradient.size(), 0.0));
  CHECK(copy_of(net.input_gradient(slot{0})) == input);
}

TEST_CASE("an output that is made again in backward changes memory and no bit", "[nn]") {
  shape_t const shape{6, 7, 2};
  shared_norm const again(batch_norm());
  shared_norm const kept(keeping_norm{});
  model<shared_norm<batch_norm_layer>, float> net(again, shape, 3);
  model<shared_norm<keeping_norm>, float> reference(kept, shape, 3);
  batch<float> b(16, shape);
  auto const dz = normals<float>(16 * 3, 5);
  for (bool statistics : {true, false}) {
    if (!statistics) b.pass.normalise = pass::normalisation::running_statistics;
    for (bool input : {true, false}) {
      auto const z = copy_of(net.forward(b.pass, slot{0}).logits);
      CHECK(z == copy_of(reference.forward(b.pass, slot{0}).logits));
      backward_all(net, slot{0}, dz, input);
      backward_all(reference, slot{0}, dz, input);
      CHECK(copy_of(net.gradients()) == copy_of(reference.gradients()));
      if (input) CHECK(copy_of(net.input_gradient(slot{0})) == copy_of(reference.input_gradient(slot{0})));
      CHECK(copy_of(net.buffers()) == copy_of(reference.buffers()));
    }
  }
  index_t const output = 16 * 4 * 5 * 3 * 4;  // rows, height, width, channels, bytes
  CHECK(size_of(again, shape, 16).kept_bytes == size_of(kept, shape, 16).kept_bytes - output);
}

TEST_CASE("upstream gradients: strided, absent, and of the features", "[nn]") {
  model<mlp_network, double> net(mlp({3, 4, 2}), {3}, 1);
  batch<double> b(5, {3});
  auto const out = net.forward(b.pass, slot{0});
  REQUIRE(net.feature_count() == 4);
  auto const dz = normals<double>(5 * 2, 5), df = normals<double>(5 * 4, 6);
  matrix_view<double const> const dzs(dz.data(), {5, 2}), dfs(df.data(), {5, 4});

  // Logits are W f + b: a gradient dz of the logits is the gradient dz W of the features, as far as lower layers see.
  std::vector<double> pulled(20, 0);
  auto const w = net.values("linear1.weight");
  for (std::size_t r = 0; r < 5; ++r)
    for (std::size_t f = 0; f < 4; ++f)
      for (std::size_t c = 0; c < 2; ++c) pulled[r * 4 + f] += dz[r * 2 + c] * w[c * 4 + f];
  net.backward(slot{0}, {dzs}, {});
  auto const below = copy_of(net.gradient("linear0.weight"));
  net.zero_gradients();
  net.backward(slot{0}, {{}, matrix_view<double const>(pulled.data(), {5, 4})}, {});
  auto const same = net.gradient("linear0.weight");
  for (std::size_t i = 0; i < below.size(); ++i) CHECK(same[i] == Approx(below[i]).margin(1e-12));
  CHECK(copy_of(net.gradient("linear1.weight")) == std::vector<double>(8, 0.0));

  // Column-major upstream gradients.
  std::vector<double> columns(10);
  for (std::size_t r = 0; r < 5; ++r)
    for (std::size_t c = 0; c < 2; ++c) columns[c * 5 + r] = dz[r * 2 + c];
  net.zero_gradients();
  net.backward(slot{0}, {matrix_view<double const>(columns.data(), {5, 2}, {1, 5}), dfs}, {});
  auto const strided = copy_of(net.gradients());
  net.zero_gradients();
  net.backward(slot{0}, {dzs, dfs}, {});
  CHECK(copy_of(net.gradients()) == strided);
  CHECK(out.features.extent(1) == 4);
}

TEST_CASE("running statistics: moved, left alone, used", "[nn]") {
  auto const network = sequential(batch_norm({.momentum = 0.25}));
  model<std::decay_t<decltype(network)>, double> net(network, {2});
  batch<double> b(4, {2});
  b.x = {1, 10, 2, 20, 3, 30, 6, 60};
  b.pass.set_input(b.x.data());

  b.pass.update_running = false;
  net.forward(b.pass, slot{0});
  CHECK(net.values("0.mean")[0] == 0);
  CHECK(net.values("0.variance")[0] == 1);

  b.pass.update_running = true;
  auto const y = copy_of(net.forward(b.pass, slot{0}).logits);
  CHECK(y[0] + y[2] + y[4] + y[6] == Approx(0).margin(1e-12));
  CHECK(net.values("0.mean")[0] == Approx(0.25 * 3));
  CHECK(net.values("0.mean")[1] == Approx(0.25 * 30));
  CHECK(net.values("0.variance")[0] == Approx(0.75 + 0.25 * 14.0 / 3));  // unbiased: 14 / (4 - 1)

  b.pass.normalise = pass::normalisation::running_statistics;
  auto const mean = net.values("0.mean")[0], variance = net.values("0.variance")[0];
  auto const z = net.forward(b.pass, slot{0}).logits;
  CHECK(z(0, 0) == Approx((1 - mean) / std::sqrt(variance + 1e-5)));
  CHECK(net.values("0.mean")[0] == mean);
  CHECK(net.infer(b.matrix())(3, 0) == Approx((6 - mean) / std::sqrt(variance + 1e-5)));
}

TEST_CASE("infer gives the logits of any number of rows", "[nn]") {
  model<mixed_net, float> net(mixed_network(), {6, 7, 2}, 3);
  batch<float> b(11, {6, 7, 2});
  net.forward(b.pass, slot{0});  // moves the running statistics
  b.pass.normalise = pass::normalisation::running_statistics;
  b.pass.dropout = false;
  auto const expected = copy_of(net.forward(b.pass, slot{0}).logits);
  auto const whole = net.infer(b.matrix()), chunks = net.infer(b.matrix(), 4);
  REQUIRE(whole.extents() == std::array<index_t, 2>{11, 3});
  CHECK(std::equal(expected.begin(), expected.end(), whole.begin()));
  CHECK(std::equal(expected.begin(), expected.end(), chunks.begin()));

  tensor<double, 2> wide({11, 84});
  std::copy(b.x.begin(), b.x.end(), wide.begin());
  auto const converted = net.infer(wide);
  CHECK(std::equal(expected.begin(), expected.end(), converted.begin()));
  CHECK(net.infer(tensor<float, 2>({0, 84})).extent(0) == 0);
  model<mixed_net, float> shared(mixed_network(), {6, 7, 2}, 3, context(3));
  net.average_into(shared, 0);
  auto const together = shared.infer(b.matrix(), 2);
  CHECK(std::equal(expected.begin(), expected.end(), together.begin()));
  CHECK_THROWS_WITH(net.infer(tensor<float, 2>({3, 83})), "model: infer: elements of a sample: expected 6x7x2, got 83");
}

TEST_CASE("a pass may come in the other scalar", "[nn]") {
  model<mlp_network, double> net(mlp({3, 4, 2}), {3}, 1);
  batch<float> single(5, {3});
  std::vector<double> const x(single.x.begin(), single.x.end());
  auto const y = copy_of(net.forward(single.pass, slot{0}).logits);
  single.pass.set_input(x.data());
  pass wide;
  wide.rows = 5;
  wide.sample_shape = single.shape;
  wide.set_input(x.data());
  CHECK(copy_of(net.forward(wide, slot{1}).logits) == y);
}

TEST_CASE("passes without rows do nothing", "[nn]") {
  model<mixed_net, float> net(mixed_network(), {6, 7, 2}, 3);
  auto const before = copy_of(net.buffers());
  batch<float> b(0, {6, 7, 2});
  auto const out = net.forward(b.pass, slot{0});
  CHECK(out.logits.extents() == std::array<index_t, 2>{0, 3});
  net.backward(slot{0}, {}, {.parameters = true, .input = true});
  CHECK(net.input_gradient(slot{0}).extent(0) == 0);
  CHECK(copy_of(net.buffers()) == before);
}

TEST_CASE("copies are independent, averages and snapshots exact", "[nn]") {
  model<mixed_net, double> net(mixed_network(), {6, 7, 2}, 3);
  auto teacher = net;
  CHECK(copy_of(teacher.parameters()) == copy_of(net.parameters()));
  batch<double> b(4, {6, 7, 2});
  auto const dz = normals<double>(4 * 3, 5);
  auto const saved = net.snapshot();
  auto const start = copy_of(net.parameters());

  net.forward(b.pass, slot{0});
  backward_all(net, slot{0}, dz);
  auto const gradient = copy_of(net.gradients());
  net.step(0.1);
  CHECK(copy_of(teacher.parameters()) == start);
  CHECK(copy_of(teacher.buffers()) != copy_of(net.buffers()));
  for (std::size_t i = 0; i < start.size(); ++i) CHECK(net.parameters()[i] == start[i] - 0.1 * gradient[i]);
  CHECK(copy_of(net.gradients()) == std::vector<double>(gradient.size(), 0.0));

  net.average_into(teacher, 0.75);
  for (std::size_t i = 0; i < start.size(); ++i)
    CHECK(teacher.parameters()[i] == Approx(0.75 * start[i] + 0.25 * net.parameters()[i]).margin(1e-15));
  CHECK(copy_of(teacher.buffers()) == copy_of(net.buffers()));

  net.restore(saved);
  CHECK(copy_of(net.parameters()) == start);
  CHECK(copy_of(net.buffers()) != copy_of(teacher.buffers()));

  CHECK_THROWS_AS(teacher.backward(slot{0}, {}, {}), value_error);  // the pass belongs to the original
  model<mixed_net, double> wider(mixed_network(), {6, 7, 3});
  CHECK_THROWS_AS(net.average_into(wider, 0.5), shape_error);
  CHECK_THROWS_AS(wider.restore(saved), shape_error);
}

TEST_CASE("wrong passes are refused", "[nn]") {
  model<mlp_network, float> net(mlp({4, 3, 2}), {4});
  batch<float> b(5, {4});
  auto const image = shape_t{2, 2, 1};
  b.pass.sample_shape = image;
  CHECK_THROWS_WITH(net.forward(b.pass, slot{0}), "model: forward: sample shape: expected 4, got 2x2x1");
  b.pass.sample_shape = b.shape;
  CHECK_THROWS_AS(net.forward(b.pass, slot{-1}), value_error);
  CHECK_THROWS_AS(net.input_gradient(slot{3}), value_error);

  net.forward(b.pass, slot{0});
  std::vector<float> g(20);
  CHECK_THROWS_WITH(net.backward(slot{0}, {matrix_view<float const>(g.data(), {5, 3})}, {}),
                    "model: gradient of the logits: shape: expected 5x2, got 5x3");
  CHECK_THROWS_AS(net.input_gradient(slot{0}), value_error);
  b.pass.differentiate = false;
  net.forward(b.pass, slot{0});
  CHECK_THROWS_WITH(net.backward(slot{0}, {}, {}),
                    "model: backward on slot 0, whose last pass was not made with differentiate");
  pass empty;
  empty.rows = 2;
  empty.sample_shape = b.shape;
  CHECK_THROWS_WITH(net.forward(empty, slot{0}), "model: forward: the pass has rows but no input");
  CHECK_THROWS_WITH(net.values("linear7.weight"), "model: no block named 'linear7.weight'");
}

TEST_CASE("parameter counts of the named networks", "[nn]") {
  auto const count = [](auto const& network, shape_t const& shape) {
    return model<std::decay_t<decltype(network)>, float>(network, shape).blocks().parameter_count();
  };
  CHECK(count(mlp({2, 64, 64, 2}), {2}) == 2 * 64 + 64 + 64 * 64 + 64 + 64 * 2 + 2);
  CHECK(count(small_cnn({.channels = 1}), {28, 28, 1}) ==
        9 * (32 + 32 * 64 + 64 * 128) + 2 * (32 + 64 + 128) + 128 * 10 + 10);
  CHECK(count(wrn28_2({.channels = 3}), {32, 32, 3}) == 1467610);  // the count of the public implementations
  CHECK(count(conv_large({.channels = 3}), {32, 32, 3}) ==
        9 * (3 * 128 + 2 * 128 * 128 + 128 * 256 + 2 * 256 * 256 + 256 * 512) + 512 * 256 + 256 * 128 +
            2 * (3 * 128 + 3 * 256 + 512 + 256 + 128) + 128 * 10 + 10);
}
