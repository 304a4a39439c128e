// Methods across domains, through the trainer: what they refuse, that they move, and that their bits do not depend on
// the number of threads.
#include "tacit/data/domain_shift.hpp"
#include "tacit/data/synthetic_images.hpp"
#include "tacit/nn/layers.hpp"
#include "tacit/nn/models/mlp.hpp"
#include "tacit/optim/sgd.hpp"
#include "tacit/ssl/methods/dann.hpp"
#include "tacit/ssl/methods/mme.hpp"
#include "tacit/ssl/methods/supervised_only.hpp"
#include "tacit/train/train.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace tacit;

namespace {

task small_task() {
  auto const source = synthetic_images({.samples = 60, .test = 20, .height = 8, .width = 8});
  return two_domains(source, shifted(source, {.inverted = true}));
}

auto small_network() {
  return sequential(conv2d({.filters = 4, .stride = 2}), batch_norm(), relu, flatten, linear({.outputs = 12}), relu,
                    cosine_classifier({.outputs = 10}));
}

template <class Method>
auto run(Method const& method, int threads = 1) {
  return train(small_network(), small_task(), method, sgd{.rate = 0.02, .momentum = 0.9},
               {.steps = 12, .batch = 10, .ratio = 2, .threads = threads, .evaluations = 1});
}

/// A backbone that knows nothing of reversal.
struct plain_backbone {
  model<mlp_network, float> inner{mlp({64, 8, 10}), {8, 8, 1}};
  outputs<float> forward(pass const& p, slot s) { return inner.forward(p, s); }
  void backward(slot s, output_gradients<float> g, wanted w) { inner.backward(s, g, w); }
  void step(double rate) { inner.step(rate); }
  void average_into(plain_backbone& average, double decay) const { inner.average_into(average.inner, decay); }
};

}  // namespace

TEST_CASE("methods across domains train, and not as supervised training does") {
  auto const labels_alone = run(supervised()).weight_hash;
  for (auto const& r : {run(dann()), run(mme())}) {
    CHECK(std::isfinite(r.history.steps.back().loss));
    CHECK(r.history.steps.back().gradient_norm > 0);
    CHECK(r.weight_hash != labels_alone);
  }
  CHECK(run(dann(), 3).weight_hash == run(dann(), 1).weight_hash);
  CHECK(run(mme(), 3).weight_hash == run(mme(), 1).weight_hash);
}

TEST_CASE("a backbone that cannot reverse gradients is refused before step 0") {
  train_options const budget{.steps = 2, .batch = 10, .ratio = 1};
  CHECK_THROWS_WITH(train(plain_backbone(), small_task(), mme(), own_optimiser, budget),
                    Catch::Contains("HasReversal"));
}

TEST_CASE("the second update of minimax entropy moves classifier and features") {
  // One step of plain descent on each loss: with weight 0 the second update does nothing.
  auto const step_with = [](double weight) {
    return train(small_network(), small_task(), mme({.weight = weight}), sgd{.rate = 0.01, .momentum = 0},
                 {.steps = 1, .batch = 10, .ratio = 2, .threads = 1, .average = no_average{}, .evaluations = 1})
        .model;
  };
  auto const still = step_with(0), moved = step_with(1);
  auto const change = [&](std::string const& which) {
    double sum = 0;
    for (block const& b : still.blocks().all())
      if (b.kind != role::buffer && b.name.starts_with(which))
        for (index_t k = b.offset; k < b.offset + b.size(); ++k)
          sum += std::abs(static_cast<double>(moved.parameters()[static_cast<std::size_t>(k)]) -
                          static_cast<double>(still.parameters()[static_cast<std::size_t>(k)]));
    return sum;
  };
  CHECK(change("6.linear") > 0);
  CHECK(change("0.") > 0);
}
