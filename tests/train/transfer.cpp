// Learning from other networks: distillation from a frozen model, weights taken over, frozen layers, linear probes.
#include "tacit/train/transfer.hpp"
#include "tacit/data/synthetic_images.hpp"
#include "tacit/data/two_moons.hpp"
#include "tacit/loss/distillation.hpp"
#include "tacit/nn/models/mlp.hpp"
#include "tacit/nn/models/small_cnn.hpp"
#include "tacit/optim/adam.hpp"
#include "tacit/optim/sgd.hpp"
#include "tacit/ssl/methods/distill.hpp"
#include "tacit/ssl/methods/supervised_only.hpp"
#include "tacit/train/train.hpp"
#include "tacit/train/training.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace tacit;

namespace {

task moons() { return split(two_moons({.samples = 300, .test = 100}), {.per_class = 5, .seed = 1}); }
train_options const budget{.steps = 60, .batch = 10, .ratio = 4, .seed = 2, .average = no_average{}, .evaluations = 1};

struct no_updates final : updates<float> {
  void optimise() override {}
  void average() override {}
};

bool equal(std::span<float const> a, std::span<float const> b) { return std::equal(a.begin(), a.end(), b.begin()); }

}  // namespace

TEST_CASE("distillation on labelled rows is the loss of that name; the teacher stays as it is") {
  auto const on = moons();
  classifier<mlp_network> const teacher(mlp({2, 9, 2}), {2}, 1), student(mlp({2, 5, 2}), {2}, 2);
  any_backbone<float> network(student);
  loader_source<float> source(on, {.batch = 10, .ratio = 4});
  source.seek(0);
  tape<float> memory;
  task_info const info{.classes = 2, .steps = 1};
  auto f = minimise(distill(teacher, {.temperature = 3, .alpha = 0.7}, rows_of(labelled))).bind<float>(info);
  no_updates none;
  step<float> s({context(1), network, nullptr, source, memory, info}, 0);
  double const loss = f(s, none);

  tensor<float, 2> x({10, 2});
  source.fill(context(1), labelled, x.data());
  double const expected =
      distillation{.temperature = 3, .alpha = 0.7}(student.infer(x), teacher.infer(x), source.labels());
  CHECK(loss == Approx(expected).epsilon(1e-5));
}

TEST_CASE("a student learns from a teacher without a single label") {
  auto const on = moons();
  auto const taught = train(mlp({2, 32, 2}), on, supervised(), adam{.rate = 0.02}, budget);
  auto const student =
      train(mlp({2, 16, 2}), on, distill(taught.model, {.temperature = 2, .alpha = 1}), adam{.rate = 0.02}, budget);
  CHECK(student.history.steps.back().unlabelled_loss < 0.2 * student.history.steps.front().unlabelled_loss);
  index_t same = 0;
  for (std::size_t i = 0; i < 100; ++i) same += student.evaluation.predictions[i] == taught.evaluation.predictions[i];
  CHECK(same > 90);
}

TEST_CASE("weights are taken over where names and shapes agree") {
  classifier<mlp_network> from(mlp({2, 8, 8, 2}), {2}, 1), to(mlp({2, 8, 8, 5}), {2}, 2), other(mlp({3, 4, 4}), {3}, 3);
  auto const report = transfer_weights(from, to);
  CHECK(report.copied == std::vector<std::string>{"linear0.weight", "linear0.bias", "linear1.weight", "linear1.bias"});
  CHECK(report.initial == std::vector<std::string>{"linear2.weight", "linear2.bias"});
  CHECK(equal(from.values("linear1.weight"), to.values("linear1.weight")));
  CHECK_THROWS_AS(transfer_weights(from, other), value_error);
}

TEST_CASE("a procedure's training moves the chosen blocks alone, of a network behind any_backbone") {
  classifier<mlp_network> const start(mlp({2, 8, 2}), {2}, 1);
  any_backbone<float> from(start), to(classifier<mlp_network>(mlp({2, 8, 2}), {2}, 2));
  CHECK(transfer_weights(from, to).initial.empty());
  CHECK(equal(from.spans().parameters, to.spans().parameters));

  training<float> probing{any_optimiser<float>(adam{.rate = 0.1}), budget};
  probing.options.trained = head_of(to.spans().blocks);
  auto trained = probing.run(to, moons(), probe(), 0);
  auto const spans = trained->student().spans();
  for (block const& b : spans.blocks) {
    auto const at = static_cast<std::size_t>(b.offset), size = static_cast<std::size_t>(b.size());
    bool const same = equal(spans.parameters.subspan(at, size), from.spans().parameters.subspan(at, size));
    CHECK(same != b.name.starts_with("linear1."));
  }
}

TEST_CASE("a linear probe moves the head alone, and no running statistic") {
  auto const on = split(synthetic_images({.samples = 200, .test = 20}), {.labels = 20, .seed = 0});
  classifier<small_cnn_network> const start(small_cnn({.channels = 1, .classes = 10}), {28, 28, 1}, 3);
  auto few = budget;
  few.steps = 3;
  few.trained = head_of(start);
  auto run = train(start, on, probe(), sgd{.rate = 0.1, .weight_decay = 0.1}, few);
  auto before = start;
  int moved = 0, still = 0;
  for (block const& b : start.blocks().all()) {
    bool const same = equal(before.values(b.name), run.model.values(b.name));
    CHECK(same != few.trained(b));
    ++(same ? still : moved);
  }
  CHECK(moved == 2);
  CHECK(still > 4);
  few.trained = all_but(head_of(start));
  auto rest = train(start, on, supervised(), sgd{.rate = 0.1}, few);
  for (block const& b : start.blocks().all())
    CHECK(equal(before.values(b.name), rest.model.values(b.name)) == (b.kind != role::buffer && !few.trained(b)));
}
