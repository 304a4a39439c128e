// Area layer: every layer as a network of its own, with the parameters of the case.
#include <algorithm>

#include "runner.hpp"
#include "tacit/kernel/softmax.hpp"
#include "tacit/nn/layers.hpp"
#include "tacit/nn/model.hpp"

namespace conformance {
namespace {

using tacit::index_t;
using tacit::shape_t;

/// From the vectors' order (images NCHW, kernels OIHW) to ours (channels last), or back. Other ranks stay.
template <class S>
std::vector<S> reordered(std::vector<S> const& from, shape_t const& stored, bool to_ours) {
  if (stored.size() != 4) return from;
  auto to = from;
  auto const channels = static_cast<std::size_t>(stored[1]),
             positions = static_cast<std::size_t>(stored[2] * stored[3]);
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t const position = i % positions, channel = i / positions % channels, sample = i / positions / channels;
    std::size_t const ours = (sample * positions + position) * channels + channel;
    to[to_ours ? ours : i] = from[to_ours ? i : ours];
  }
  return to;
}

template <class Run>
auto input(Run const& run, std::string const& name) {
  using S = typename Run::scalar;
  auto const flat = [](auto const& t) { return std::vector<S>(t.begin(), t.end()); };
  shape_t const shape = run.shape(name);
  switch (shape.size()) {
    case 1:
      return flat(run.template in<1>(name));
    case 2:
      return flat(run.template in<2>(name));
    case 3:
      return flat(run.template in<3>(name));
    default:
      return reordered(flat(run.template in<4>(name)), shape, true);
  }
}

/// A layer with the case's x, dy and parameters: forward, backward, and everything compared.
template <class Layer, class S>
class layer_case {
 public:
  layer_case(run<S>& r, Layer const& layer, bool train = true)
      : run_(r), train_(train), net_(layer, sample_shape(r.shape("x")), 0, tacit::context(2)) {}

  /// The block's values are the input `name`, its gradient (or, of a buffer, its value after the pass) an output.
  layer_case& block(std::string const& path, std::string const& name, std::string const& result) {
    if (!run_.expects(result)) return *this;  // a case without this block
    auto const from = input(run_, name);
    auto const to = net_.values(path);
    if (from.size() != to.size())
      throw tacit::shape_error("block " + path + ": expected " + std::to_string(to.size()) + " values, the case has " +
                               std::to_string(from.size()));
    std::copy(from.begin(), from.end(), to.begin());
    results_.push_back({path, result, run_.shape(name)});
    return *this;
  }
  layer_case& parameter(std::string const& path, std::string const& name) { return block(path, name, "grad." + name); }

  void check() {
    auto const x = input(run_, "x"), dy = input(run_, "dy");
    shape_t const sample = net_.sample_shape();
    tacit::pass p;
    p.rows = run_.shape("x")[0];
    p.sample_shape = sample;
    p.set_input(x.data());
    p.normalise =
        train_ ? tacit::pass::normalisation::batch_statistics : tacit::pass::normalisation::running_statistics;
    auto const y = net_.forward(p, tacit::slot{0}).logits;
    check_view("y", y, run_.shape("dy"));
    net_.backward(tacit::slot{0}, {tacit::matrix_view<S const>(dy.data(), y.extents())},
                  {.parameters = true, .input = true});
    check_view("grad.x", net_.input_gradient(tacit::slot{0}), run_.shape("x"));
    for (auto const& r : results_) {
      bool const trained = r.name.rfind("grad.", 0) == 0;
      auto const values = trained ? net_.gradient(r.block) : std::span<S const>(net_.values(r.block));
      run_.check(r.name, reordered(std::vector<S>(values.begin(), values.end()), r.stored, false));
    }
  }

 private:
  struct expectation {
    std::string block, name;
    shape_t stored;
  };

  static shape_t sample_shape(shape_t const& x) {
    if (x.size() == 4) return {x[2], x[3], x[1]};
    return std::span<tacit::index_t const>(x).subspan(1);
  }
  void check_view(std::string const& name, tacit::matrix_view<S const> v, shape_t const& stored) {
    run_.check(name, reordered(std::vector<S>(v.data(), v.data() + v.size()), stored, false));
  }

  run<S>& run_;
  bool train_;
  tacit::model<Layer, S> net_;
  std::vector<expectation> results_;
};

/// A layer without parameters.
template <class S, class Layer>
void plain(run<S>& r, Layer const& layer) {
  layer_case<Layer, S>(r, layer).check();
}

template <class S>
void conv2d(run<S>& r) {
  auto const weight = r.shape("weight");
  auto const option = [&](char const* key, index_t fallback) { return r.has(key) ? r.count(key) : fallback; };
  auto const layer = tacit::conv2d({.filters = weight[0],
                                    .kernel = weight[2],
                                    .stride = option("stride", 1),
                                    .padding = option("padding", 0),
                                    .dilation = option("dilation", 1),
                                    .groups = option("groups", 1),
                                    .bias = r.expects("grad.bias")});
  layer_case<tacit::conv2d_layer, S>(r, layer).parameter("weight", "weight").parameter("bias", "bias").check();
}

template <class S>
tacit::pool_options pool_options(run<S>& r) {
  return {.kernel = r.count("kernel"),
          .stride = r.has("stride") ? r.count("stride") : 0,
          .padding = r.has("padding") ? r.count("padding") : 0,
          .count_padding = r.flag("count_pad", true)};
}

template <class S>
void batch_norm(run<S>& r, bool train) {
  auto const layer = tacit::batch_norm({.momentum = r.number("momentum", 0.1), .eps = r.number("eps", 1e-5)});
  layer_case<tacit::batch_norm_layer, S>(r, layer, train)
      .parameter("scale", "gamma")
      .parameter("shift", "beta")
      .block("mean", "running_mean", "running_mean_after")
      .block("variance", "running_var", "running_var_after")
      .check();
}

template <class S, class Layer>
void affine_norm(run<S>& r, Layer const& layer) {
  layer_case<Layer, S>(r, layer).parameter("scale", "gamma").parameter("shift", "beta").check();
}

template <class S>
void wide_block(run<S>& r) {
  auto const layer = tacit::wide_block({.filters = r.shape("conv1")[0],
                                        .stride = r.count("stride"),
                                        .activate_before_residual = r.flag("activate_before_residual", false),
                                        .slope = r.number("slope", 0.1),
                                        .norm = {.momentum = r.number("momentum", 0.1), .eps = r.number("eps", 1e-5)}});
  layer_case<tacit::wide_block_layer, S> c(r, layer);
  for (std::string const k : {"1", "2"})
    c.parameter("bn" + k + ".scale", "gamma" + k)
        .parameter("bn" + k + ".shift", "beta" + k)
        .block("bn" + k + ".mean", "rm" + k, "mean" + k)
        .block("bn" + k + ".variance", "rv" + k, "var" + k)
        .parameter("conv" + k + ".weight", "conv" + k);
  c.parameter("shortcut.weight", "shortcut").check();
}

template <class S>
void dropout(run<S>& r) {
  auto const x = input(r, "x"), dy = input(r, "dy"), mask = input(r, "mask");
  std::vector<std::uint8_t> const bytes(mask.begin(), mask.end());
  auto const apply = [&](std::vector<S> const& from) {
    std::vector<S> to(from.size());
    tacit::apply_dropout(static_cast<index_t>(from.size()), r.number("p"), bytes.data(), from.data(), to.data());
    return to;
  };
  r.check("y", apply(x));
  r.check("grad.x", apply(dy));
}

template <class S>
void softmax(run<S>& r, bool logarithm) {
  tacit::context const ctx;
  auto const x = r.template in<2>("x"), dy = r.template in<2>("dy");
  tacit::tensor<S, 2> y(x.extents()), dx(x.extents());
  if (logarithm) {
    tacit::log_softmax_rows(ctx, x.view(), y.view());
    tacit::log_softmax_rows_backward(ctx, y.view(), dy.view(), dx.view());
  } else {
    tacit::softmax_rows(ctx, x.view(), y.view());
    tacit::softmax_rows_backward(ctx, y.view(), dy.view(), dx.view());
  }
  r.check("y", y);
  r.check("grad.x", dx);
}

}  // namespace

void add_layer_operations(registry& registry) {
  auto const add = [&](std::string const& op, auto body) { registry.add("layer", op, body); };
  add("linear", [](auto& r) {
    using S = typename std::decay_t<decltype(r)>::scalar;
    auto const layer = tacit::linear({.outputs = r.shape("weight")[0], .bias = r.expects("grad.bias")});
    layer_case<tacit::linear_layer, S>(r, layer).parameter("weight", "weight").parameter("bias", "bias").check();
  });
  add("weight_norm_linear", [](auto& r) {
    using S = typename std::decay_t<decltype(r)>::scalar;
    auto const layer = tacit::weight_norm_linear({.outputs = r.shape("v")[0], .bias = r.expects("grad.bias")});
    layer_case<tacit::weight_norm_linear_layer, S>(r, layer)
        .parameter("direction", "v")
        .parameter("gain", "gain")
        .parameter("bias", "bias")
        .check();
  });
  add("conv2d", [](auto& r) { conv2d(r); });
  add("maxpool", [](auto& r) { plain(r, tacit::max_pool(pool_options(r))); });
  add("avgpool", [](auto& r) { plain(r, tacit::avg_pool(pool_options(r))); });
  add("global_avg", [](auto& r) { plain(r, tacit::global_avg_pool); });
  add("global_max", [](auto& r) { plain(r, tacit::global_max_pool); });
  add("batchnorm_train", [](auto& r) { batch_norm(r, true); });
  add("batchnorm_eval", [](auto& r) { batch_norm(r, false); });
  add("groupnorm",
      [](auto& r) { affine_norm(r, tacit::group_norm({.groups = r.count("groups"), .eps = r.number("eps", 1e-5)})); });
  add("layernorm", [](auto& r) { affine_norm(r, tacit::layer_norm({.eps = r.number("eps", 1e-5)})); });
  add("l2norm", [](auto& r) { plain(r, tacit::l2_normalise({.eps = r.number("eps", 1e-12)})); });
  add("relu", [](auto& r) { plain(r, tacit::relu); });
  add("leaky_relu", [](auto& r) { plain(r, tacit::leaky_relu(r.number("slope"))); });
  add("tanh", [](auto& r) { plain(r, tacit::tanh); });
  add("sigmoid", [](auto& r) { plain(r, tacit::sigmoid); });
  add("softplus", [](auto& r) { plain(r, tacit::softplus); });
  add("silu", [](auto& r) { plain(r, tacit::silu); });
  add("gelu", [](auto& r) { plain(r, tacit::gelu); });
  add("gelu_tanh", [](auto& r) { plain(r, tacit::gelu_tanh); });
  add("softmax", [](auto& r) { softmax(r, false); });
  add("log_softmax", [](auto& r) { softmax(r, true); });
  add("dropout", [](auto& r) { dropout(r); });
  add("wrn_block", [](auto& r) { wide_block(r); });
}

}  // namespace conformance
