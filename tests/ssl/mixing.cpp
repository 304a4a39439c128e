// Mixing of rows and targets, and the passes of mixed views.
#include "tacit/ssl/mixing.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

#include "tacit/data/synthetic_images.hpp"
#include "tacit/data/two_moons.hpp"
#include "tacit/nn/layers.hpp"
#include "tacit/nn/model.hpp"
#include "tacit/nn/models/mlp.hpp"
#include "tacit/nn/models/small_cnn.hpp"
#include "tacit/nn/sequential.hpp"
#include "tacit/optim/sgd.hpp"
#include "tacit/ssl/interleave.hpp"
#include "tacit/ssl/methods/arazo.hpp"
#include "tacit/ssl/methods/ict.hpp"
#include "tacit/ssl/methods/mixmatch.hpp"
#include "tacit/ssl/methods/remixmatch.hpp"
#include "tacit/train/train.hpp"

using namespace tacit;

namespace {

constexpr index_t features = 3, classes = 2;

/// Random rows for every view.
class random_rows final : public batch_source<double> {
 public:
  random_rows(index_t labelled_rows, index_t unlabelled)
      : labels_(static_cast<std::size_t>(labelled_rows)), unlabelled_(unlabelled) {}
  bool offers(sample_view) const override { return true; }
  index_t rows(sample_view v) const override {
    return v.stream == sample_view::stream_t::labelled ? static_cast<index_t>(labels_.size()) : unlabelled_;
  }
  std::span<index_t const> sample_shape() const override { return {&features, 1}; }
  void fill(context const&, sample_view v, double* out) override {
    random_stream random(5, purpose::user, static_cast<std::uint64_t>(v.draw), static_cast<std::uint64_t>(v.stream));
    for (index_t i = 0; i < rows(v) * features; ++i) out[i] = random.normal();
  }
  std::span<int const> labels() const override { return labels_; }
  std::span<index_t const> indices() const override { return {}; }

 private:
  std::vector<int> labels_;
  index_t unlabelled_;
};

/// A step over random rows and some network.
struct one_step {
  random_rows batches;
  any_backbone<double> network;
  tape<double> memory;
  step<double> s;

  one_step(index_t labelled_rows, index_t unlabelled, any_backbone<double> of)
      : batches(labelled_rows, unlabelled),
        network(std::move(of)),
        s({context(1), network, nullptr, batches, memory, {.classes = classes}, 7}, 3) {}
};

auto const normalised = sequential(linear({.outputs = 4}), batch_norm(), linear({.outputs = classes}));
using normalised_model = model<std::remove_const_t<decltype(normalised)>, double>;
any_backbone<double> with_batch_norm() {
  return any_backbone<double>(normalised_model(normalised, {features}, 1, context(1)));
}

std::vector<double> buffers_of(any_backbone<double>& network) {
  auto const b = network.spans().buffers;
  return {b.begin(), b.end()};
}

}  // namespace

TEST_CASE("partners are a permutation, and shares as they were asked for", "[mixing]") {
  one_step at(4, 8, with_batch_norm());
  mixing const each{.beta = 0.75, .per_row = true, .own_half = true, .lane = 2};
  auto const pairs = each.pairs(at.s, 40);
  std::vector<index_t> sorted(pairs.partner.begin(), pairs.partner.end());
  std::sort(sorted.begin(), sorted.end());
  for (index_t i = 0; i < 40; ++i) CHECK(sorted[static_cast<std::size_t>(i)] == i);
  CHECK(*std::min_element(pairs.share.begin(), pairs.share.end()) >= 0.5);
  CHECK(*std::max_element(pairs.share.begin(), pairs.share.end()) <= 1);
  CHECK(pairs.share[0] != pairs.share[1]);

  auto const again = each.pairs(at.s, 40);
  CHECK(std::equal(again.share.begin(), again.share.end(), pairs.share.begin()));
  CHECK(std::equal(again.partner.begin(), again.partner.end(), pairs.partner.begin()));

  auto const one = mixing{.lane = 3}.pairs(at.s, 40);
  CHECK(std::count(one.share.begin(), one.share.end(), one.share[0]) == 40);
  CHECK(one.share[0] != pairs.share[0]);
  CHECK(mixing{}.pairs(at.s, 0).partner.empty());
}

TEST_CASE("views that are mixed together keep their places", "[mixing]") {
  one_step at(4, 8, with_batch_norm());
  std::array<sample_view, 2> const views{labelled, weak};
  auto const pairs = mixing{.per_row = true}.pairs(at.s, 12);
  auto const rows = at.s.input(views);
  provide_mixed(at.s, pairs, std::span<sample_view const>(views));
  auto const of_weak = at.s.input(mixed(weak));
  for (index_t i = 0; i < 8; ++i) {
    auto const k = static_cast<std::size_t>(4 + i);
    for (index_t c = 0; c < features; ++c)
      CHECK(of_weak(i, c) ==
            Approx(pairs.share[k] * rows(4 + i, c) + (1 - pairs.share[k]) * rows(pairs.partner[k], c)));
  }
}

TEST_CASE("interleaved passes: batches of all views, logits in their places, one of them moves the statistics",
          "[mixing]") {
  auto const check = [](auto const& passes, index_t unlabelled, index_t batch, bool last) {
    one_step at(4, unlabelled, with_batch_norm());
    std::array<sample_view, 3> const views{labelled, weak, weak2},
        mixed_views{mixed(labelled), mixed(weak), mixed(weak2)};
    index_t const total = 4 + 2 * unlabelled, groups = total / batch;
    mixed_pairs const pairs = mixing{}.pairs(at.s, total);
    provide_mixed(at.s, pairs, std::span<sample_view const>(views));
    auto const rows = at.s.input(mixed_views);
    auto other = with_batch_norm();
    std::array<variable<double>, 3> z;
    at.s.forward(passes, mixed_views, z);

    auto const index = interleave_index(batch, groups);
    tensor<double, 2> expected({total, classes});
    for (index_t g = 0; g < groups; ++g) {
      tensor<double, 2> x({batch, features});
      auto const from = [&](index_t i) { return index[static_cast<std::size_t>(g * batch + i)]; };
      for (index_t i = 0; i < batch; ++i)
        for (index_t c = 0; c < features; ++c) x(i, c) = rows(from(i), c);
      segment const all{weak, 0, batch};
      pass p;
      p.segments = {&all, 1};
      p.rows = batch;
      p.sample_shape = {&features, 1};
      p.update_running = g == (last ? groups - 1 : 0);
      p.set_input(x.data());
      auto const out = other.forward(p, slot{0}).logits;
      for (index_t i = 0; i < batch; ++i)
        for (index_t c = 0; c < classes; ++c) expected(from(i), c) = out(i, c);
    }
    index_t row = 0;
    for (auto const& v : z)
      for (index_t i = 0; i < v.rows(); ++i, ++row)
        for (index_t c = 0; c < classes; ++c) CHECK(v.value()(i, c) == expected(row, c));
    CHECK(row == total);
    CHECK(buffers_of(at.network) == buffers_of(other));
  };
  check(interleaved, 8, 4, false);
  check(interleaved_last, 8, 4, true);
  check(interleaved, 6, 2, false);  // no multiple of the labelled rows
}

TEST_CASE("guesses leave no trace: no gradient, running statistics as they were", "[mixing]") {
  one_step at(4, 8, with_batch_norm());
  auto const before = buffers_of(at.network);
  std::array<sample_view, 1> const views{weak};
  std::array<variable<double>, 1> z;
  at.s.guess(separate, views, z);
  CHECK_FALSE(z[0].differentiable());
  CHECK(buffers_of(at.network) == before);
}

TEST_CASE("methods that mix train on rows and on images", "[mixing]") {
  auto const moons = split(two_moons({.samples = 300, .noise = 0.1}), {.per_class = 5, .seed = 1});
  train_options const budget{.steps = 60, .batch = 10, .ratio = 2, .seed = 2, .evaluations = 1};
  auto const accuracy = [&](auto const& method) {
    auto const run = train(mlp({2, 32, 2}), moons, method, sgd{.rate = 0.1, .momentum = 0.9}, budget);
    CHECK(std::isfinite(run.history.steps.back().loss));
    return run.evaluation.last;
  };
  CHECK(accuracy(mixmatch({.weight = 10, .length = 20})) > 0.75);
  CHECK(accuracy(ict({.weight = 10, .length = 20})) > 0.75);
  CHECK(accuracy(arazo({.warmup = 2})) > 0.75);
  CHECK_THROWS_AS(accuracy(remixmatch()), value_error);  // rows of features cannot be turned

  auto const images =
      split(synthetic_images({.samples = 120, .test = 20, .height = 8, .width = 8}), {.per_class = 4, .seed = 1});
  auto const run = train(small_cnn({.channels = 1, .classes = images.classes()}), images, remixmatch({.length = 2}),
                         sgd{.rate = 0.01}, {.steps = 3, .batch = 8, .ratio = 1, .evaluations = 1});
  CHECK(std::isfinite(run.history.steps.back().loss));
}
