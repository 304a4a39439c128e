// Virtual adversarial training: the direction is the one that the Hessian says, and looking for it leaves no trace.
#include "tacit/ssl/methods/vat.hpp"
#include "tacit/data/two_moons.hpp"
#include "tacit/nn/layers.hpp"
#include "tacit/nn/model.hpp"
#include "tacit/nn/models/mlp.hpp"
#include "tacit/nn/sequential.hpp"
#include "tacit/optim/sgd.hpp"
#include "tacit/ssl/minimise.hpp"
#include "tacit/train/train.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <numeric>
#include <vector>

using namespace tacit;

namespace {

constexpr index_t features = 5, classes = 3, row_count = 6;

/// The same random rows for every view.
class random_batches final : public batch_source<double> {
 public:
  random_batches() : x_(static_cast<std::size_t>(row_count * features)), y_(static_cast<std::size_t>(row_count)) {
    random_stream random(3, purpose::user);
    for (double& v : x_) v = random.normal();
    for (std::size_t i = 0; i < y_.size(); ++i) y_[i] = static_cast<int>(i % classes);
  }
  bool offers(sample_view) const override { return true; }
  index_t rows(sample_view) const override { return row_count; }
  std::span<index_t const> sample_shape() const override { return shape_; }
  void fill(context const&, sample_view, double* out) override { std::copy(x_.begin(), x_.end(), out); }
  std::span<int const> labels() const override { return y_; }
  std::span<index_t const> indices() const override { return {}; }

 private:
  std::vector<double> x_;
  std::vector<int> y_;
  std::vector<index_t> shape_{features};
};

struct no_updates final : updates<double> {
  void optimise() override {}
  void average() override {}
};

template <class Network>
any_backbone<double> make(Network const& network) {
  return any_backbone<double>(model<Network, double>(network, {features}, 1, context(1)));
}

/// One step; returns the rows' perturbations and the reported divergence.
struct vat_step {
  tensor<double, 2> r{{row_count, features}};
  double loss = 0;

  vat_step(any_backbone<double>& network, vat_options const& o) {
    random_batches batches;
    tape<double> memory;
    task_info info;
    info.classes = classes;
    auto function = minimise(vat(o)).bind<double>(info);
    no_updates updates;
    step<double> s({.ctx = context(1),
                    .student = network,
                    .teacher = nullptr,
                    .batches = batches,
                    .memory = memory,
                    .info = info,
                    .seed = 9},
                   4);
    function(s, updates);
    loss = s.reports()[1].loss;
    auto const x = s.input(weak), moved = s.input(perturbed(weak));
    for (index_t i = 0; i < row_count; ++i)
      for (index_t k = 0; k < features; ++k) r(i, k) = moved(i, k) - x(i, k);
  }
};

/// W^T (diag p - p p^T) W d for p = softmax(W x + b): the Hessian of KL(p || softmax(W (x + r) + b)) at r = 0.
std::vector<double> hessian_times(any_backbone<double>& network, index_t row, std::vector<double> const& d) {
  random_batches batches;
  std::vector<double> x(static_cast<std::size_t>(row_count * features));
  batches.fill(context(1), weak, x.data());
  auto const w = network.spans().parameters;  // weight, padded, then bias, which is 0
  std::vector<double> p(classes), wd(classes);
  double total = 0, mean = 0;
  for (std::size_t c = 0; c < classes; ++c) {
    double z = 0;
    for (std::size_t k = 0; k < features; ++k) {
      z += w[c * features + k] * x[static_cast<std::size_t>(row) * features + k];
      wd[c] += w[c * features + k] * d[k];
    }
    total += p[c] = std::exp(z);
  }
  for (std::size_t c = 0; c < classes; ++c) mean += (p[c] /= total) * wd[c];
  std::vector<double> out(features);
  for (std::size_t c = 0; c < classes; ++c)
    for (std::size_t k = 0; k < features; ++k) out[k] += w[c * features + k] * p[c] * (wd[c] - mean);
  return out;
}

double cosine(std::vector<double> const& a, std::vector<double> const& b) {
  double const ab = std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
  return ab / std::sqrt(std::inner_product(a.begin(), a.end(), a.begin(), 0.0) *
                        std::inner_product(b.begin(), b.end(), b.begin(), 0.0));
}

std::vector<double> row_of(tensor<double, 2> const& t, index_t i) {
  return {t.data() + i * t.extent(1), t.data() + (i + 1) * t.extent(1)};
}

}  // namespace

TEST_CASE("one power iteration gives the Hessian times the first direction, many its main eigenvector") {
  auto network = make(linear({.outputs = classes}));
  vat_step const once(network, {.epsilon = 2, .xi = 1e-5}),
      often(network, {.epsilon = 2, .xi = 1e-5, .iterations = 60});
  std::vector<double> drawn(static_cast<std::size_t>(row_count * features));
  draws(9, 4).normal(0, drawn);
  for (index_t i = 0; i < row_count; ++i) {
    auto const r = row_of(once.r, i), top = row_of(often.r, i);
    std::vector<double> const first(drawn.begin() + i * features, drawn.begin() + (i + 1) * features);
    CHECK(std::sqrt(std::inner_product(r.begin(), r.end(), r.begin(), 0.0)) == Approx(2));
    CHECK(cosine(r, hessian_times(network, i, first)) == Approx(1));
    CHECK(cosine(top, hessian_times(network, i, top)) == Approx(1));
  }
  CHECK(once.loss > 0);
  CHECK(often.loss > once.loss * 0.99);
}

TEST_CASE("looking for the direction leaves no trace in statistics and gradients") {
  auto network = make(sequential(linear({.outputs = 8}), batch_norm(), relu, linear({.outputs = classes})));
  random_batches batches;
  tape<double> memory;
  task_info info;
  info.classes = classes;
  step<double> s(
      {.ctx = context(1), .student = network, .teacher = nullptr, .batches = batches, .memory = memory, .info = info},
      0);
  auto const spans = network.spans();
  std::vector<double> const buffers(spans.buffers.begin(), spans.buffers.end());
  std::fill(spans.gradients.begin(), spans.gradients.end(), 0.5);
  auto const g = s.input_gradient(weak, [](matrix_view<double const> z, matrix_view<double> dz) {
    for (index_t i = 0; i < z.extent(0); ++i)
      for (index_t c = 0; c < z.extent(1); ++c) dz(i, c) = z(i, c);
  });
  CHECK(g.extent(0) == row_count);
  CHECK(g.extent(1) == features);
  CHECK(std::any_of(g.data(), g.data() + g.size(), [](double v) { return v != 0; }));
  CHECK(std::equal(buffers.begin(), buffers.end(), spans.buffers.begin()));
  for (double v : spans.gradients) CHECK(v == 0.5);
}

TEST_CASE("the moved rows meet the same dropout as the rows themselves") {
  auto network = make(sequential(linear({.outputs = 32}), relu, dropout({.rate = 0.5}), linear({.outputs = classes})));
  CHECK(vat_step(network, {.epsilon = 0}).loss == Approx(0).margin(1e-15));
}

TEST_CASE("a backbone without input gradients is refused before step 0") {
  struct closed {
    model<mlp_network, float> inner{mlp({2, 8, 2}), {2}};
    outputs<float> forward(pass const& p, slot s) { return inner.forward(p, s); }
    void backward(slot s, output_gradients<float> g, wanted w) { inner.backward(s, g, w); }
    void step(double rate) { inner.step(rate); }
    void average_into(closed& average, double decay) const { inner.average_into(average.inner, decay); }
  };
  auto const on = split(two_moons({.samples = 100}), {.per_class = 3, .seed = 3});
  CHECK_THROWS_WITH(train(closed(), on, vat(), own_optimiser, {.steps = 2, .batch = 8}),
                    Catch::Contains("HasInputGradient"));
}
