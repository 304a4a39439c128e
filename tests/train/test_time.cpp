// Test-time adaptation moves scales and shifts alone, and blocks that are not trained stay as they are.
#include "tacit/train/test_time.hpp"
#include "tacit/data/two_moons.hpp"
#include "tacit/nn/layers.hpp"
#include "tacit/nn/model.hpp"
#include "tacit/nn/models/mlp.hpp"
#include "tacit/nn/sequential.hpp"
#include "tacit/optim/adam.hpp"
#include "tacit/optim/sgd.hpp"
#include "tacit/ssl/methods/supervised_only.hpp"
#include "tacit/train/train.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace tacit;

namespace {

auto small_network() {
  auto const description = sequential(linear({.outputs = 6}), batch_norm(), relu, linear({.outputs = 3}));
  return model<std::remove_const_t<decltype(description)>, double>(description, {4}, 3, context(1));
}

tensor<double, 2> batch(std::uint64_t number) {
  random_stream random(5, purpose::user, number);
  tensor<double, 2> x({8, 4});
  for (double& v : x) v = 2 * random.normal() + 0.5;
  return x;
}

bool same(tensor<double, 2> const& a, tensor<double, 2> const& b) { return std::equal(a.begin(), a.end(), b.begin()); }

}  // namespace

TEST_CASE("tent moves scales and shifts of norms, nothing else, and reset brings them back") {
  auto const trained = small_network();
  auto adapting = adapt(trained, tent(), adam{.rate = 0.01, .weight_decay = 1e-4, .decay_all = true});
  auto const first = adapting(batch(0));
  double const loss = adapting.loss();
  auto const second = adapting(batch(0));
  CHECK(adapting.loss() < loss);
  CHECK_FALSE(same(first, second));
  auto const now = adapting.network().spans();
  CHECK(std::equal(now.buffers.begin(), now.buffers.end(), trained.buffers().begin()));
  for (block const& b : trained.blocks().all())
    if (b.kind != role::buffer)
      CHECK(std::equal(now.parameters.begin() + b.offset, now.parameters.begin() + b.offset + b.size(),
                       trained.parameters().begin() + b.offset) == (b.kind != role::norm));
  adapting.reset();
  CHECK(same(adapting(batch(0)), first));
}

TEST_CASE("an episodic adapter starts each batch anew, and no steps mean the batch's statistics alone") {
  auto const trained = small_network();
  auto episodic = adapt(trained, tent({.episodic = true}), adam{.rate = 0.1});
  auto plain = adapt(trained, tent({.steps = 0}), adam{.rate = 0.1});
  auto const first = episodic(batch(0));
  CHECK(same(episodic(batch(0)), first));
  CHECK(same(plain(batch(0)), first));  // answers are from before the update
}

TEST_CASE("conjugate labels of cross-entropy at temperature 1 update as tent, and answer from a fresh pass") {
  auto tenting = adapt(small_network(), tent(), adam{.rate = 0.1});
  auto conjugate = adapt(small_network(), conjugate_labels(), adam{.rate = 0.1});
  tenting(batch(0));
  auto const next = tenting(batch(0)), fresh = conjugate(batch(0));
  for (index_t i = 0; i < next.extent(0); ++i)
    for (index_t c = 0; c < next.extent(1); ++c) CHECK(fresh(i, c) == Approx(next(i, c)));
  auto poly = adapt(small_network(), conjugate_labels_poly1(1), adam{.rate = 0.1});
  CHECK_FALSE(same(poly(batch(0)), fresh));
}

TEST_CASE("stored samples are classified batch by batch") {
  auto const data = two_moons({.samples = 50});
  auto const description = sequential(linear({.outputs = 6}), batch_norm(), relu, linear({.outputs = 2}));
  model<std::remove_const_t<decltype(description)>, double> const trained(description, {2}, 3, context(1));
  auto stored = adapt(trained, tent(), adam{.rate = 0.1}), by_hand = stored;
  auto const classes = stored.classify(data.train, plain_features(), 20);
  REQUIRE(classes.size() == 50);
  for (index_t first = 0; first < 50; first += 20) {
    index_t const rows = std::min<index_t>(20, 50 - first);
    tensor<double, 2> x({rows, 2});
    std::copy_n(data.train.values.begin() + 2 * first, 2 * rows, x.begin());
    auto const z = by_hand(x);
    for (index_t i = 0; i < rows; ++i)
      CHECK(classes[static_cast<std::size_t>(first + i)] == most_probable<double>(z.view(), i));
  }
}

TEST_CASE("a network without norms cannot adapt at test time") {
  model<mlp_network, double> const network(mlp({4, 3}), {4});
  CHECK_THROWS_WITH(adapt(network, tent(), adam{}), Catch::Contains("no norm"));
}

TEST_CASE("blocks that are not trained stay as they are, and the norm that clips does not see them") {
  auto const on = split(two_moons({.samples = 100}), {.per_class = 3, .seed = 3});
  train_options options{.steps = 5, .batch = 8, .ratio = 1, .average = no_average{}, .evaluations = 1};
  sgd const rule{.rate = 0.1, .momentum = 0.9, .weight_decay = 0.1, .decay_all = true};
  options.trained = below("linear1.");
  classifier<mlp_network> start(mlp({2, 8, 2}), {2}, options.seed);
  auto const run = train(mlp({2, 8, 2}), on, supervised(), rule, options);
  for (block const& b : start.blocks().all())
    CHECK(std::equal(start.parameters().begin() + b.offset, start.parameters().begin() + b.offset + b.size(),
                     run.model.parameters().begin() + b.offset) == !b.name.starts_with("linear1."));
  options.trained = below("absent.");
  CHECK_THROWS_WITH(train(mlp({2, 8, 2}), on, supervised(), rule, options), Catch::Contains("leaves none"));
  options.trained = of_role(role::bias);
  CHECK_THROWS_WITH(train(mlp({2, 8, 2}), on, supervised(), own_optimiser, options), Catch::Contains("own_optimiser"));
}
