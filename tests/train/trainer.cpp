// The trainer: refusals before step 0, early ends, averages, evaluation rules, warnings.
#include "tacit/data/blobs.hpp"
#include "tacit/data/two_moons.hpp"
#include "tacit/nn/models/mlp.hpp"
#include "tacit/optim/adam.hpp"
#include "tacit/optim/sgd.hpp"
#include "tacit/ssl/methods.hpp"
#include "tacit/train/train.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace tacit;

namespace {

task few_moons() {
  return split(two_moons({.samples = 200, .test = 100}), {.per_class = 3, .validation = 10, .seed = 1});
}

train_options const budget{.steps = 12, .batch = 8, .ratio = 3, .evaluations = 4};

auto run_with(train_options const& options) {
  return train(mlp({2, 8, 2}), few_moons(), fixmatch(), sgd{.rate = 0.1}, options);
}

}  // namespace

TEST_CASE("what a method needs and the task lacks is refused before step 0") {
  auto on = few_moons();
  auto const go = [&](auto const& method, train_options const& options) {
    return train(mlp({2, 8, 2}), on, method, sgd{}, options);
  };
  auto without_average = budget;
  without_average.average = no_average{};
  CHECK_THROWS_WITH(go(mean_teacher(), without_average), Catch::Contains("needs a teacher"));

  auto no_pool = budget;
  no_pool.ratio = 0;
  CHECK_THROWS_WITH(go(fixmatch(), no_pool), Catch::Contains("'unlabelled weak 0'"));
  on.views.strong = nullptr;
  CHECK_THROWS_WITH(go(fixmatch(), budget), Catch::Contains("'unlabelled strong 0'"));
  CHECK_NOTHROW(go(pseudo_label(), budget));

  auto too_large = budget;
  too_large.ratio = 100;
  CHECK_THROWS_WITH(go(supervised(), too_large), Catch::Contains("larger than the pool"));
}

TEST_CASE("options out of range are refused by name") {
  auto const with = [](auto change) {
    auto o = budget;
    change(o);
    return o;
  };
  CHECK_THROWS_WITH(run_with(with([](auto& o) { o.steps = 0; })), Catch::Contains("options.steps"));
  CHECK_THROWS_WITH(run_with(with([](auto& o) { o.batch = -1; })), Catch::Contains("options.batch"));
  CHECK_THROWS_WITH(run_with(with([](auto& o) { o.ratio = -1; })), Catch::Contains("options.ratio"));
  CHECK_THROWS_WITH(run_with(with([](auto& o) { o.evaluations = 0; })), Catch::Contains("options.evaluations"));
  CHECK_THROWS_WITH(run_with(with([](auto& o) { o.rate = nullptr; })), Catch::Contains("options.rate"));
}

TEST_CASE("a network that does not fit the task is refused with both shapes") {
  CHECK_THROWS_AS(train(mlp({3, 8, 2}), few_moons(), supervised(), sgd{}, budget), shape_error);
  CHECK_THROWS_WITH(train(mlp({2, 8, 5}), few_moons(), supervised(), sgd{}, budget), Catch::Contains("classes"));
}

TEST_CASE("a callback that returns false ends the run cleanly") {
  auto const run = train(mlp({2, 8, 2}), few_moons(), fixmatch(), sgd{}, budget,
                         [](training_status const& s) { return s.step < 5; });
  CHECK(run.history.steps.size() == 5);
  CHECK(run.history.evaluations.back().step == 5);
  CHECK(run.evaluation.test_samples == 100);
}

TEST_CASE("evaluations are spread evenly and end at the end") {
  auto const run = run_with(budget);
  std::vector<index_t> steps;
  for (auto const& e : run.history.evaluations) steps.push_back(e.step);
  CHECK(steps == std::vector<index_t>{3, 6, 9, 12});
  auto more = budget;
  more.evaluations = 100;
  CHECK(run_with(more).history.evaluations.size() == 12);
}

TEST_CASE("the accuracy on many labelled samples is that on a thousand, evenly spread") {
  auto const on = split(two_moons({.samples = 2600, .noise = 0.3}), {.labels = 2500, .seed = 1});
  auto const run = train(mlp({2, 8, 2}), on, supervised(), sgd{.rate = 0.1}, budget);
  std::vector<index_t> spread;
  std::vector<int> truth;
  for (std::size_t k = 0; k < 1000; ++k) {
    spread.push_back(on.split.labelled[k * 2500 / 1000]);
    truth.push_back(on.data->train_labels[static_cast<std::size_t>(spread.back())]);
  }
  any_backbone<float> network(run.model);
  auto const predicted = predict_classes(context(1), network, on.data->train, spread, on.views.none);
  CHECK(run.history.evaluations.back().labelled_accuracy == share_equal(predicted, truth));
}

TEST_CASE("evaluation rules: last, median of the last 20, best on validation") {
  test_predictions all;
  std::vector<int> const truth{0, 1, 0, 1};
  all.add({1, 0, 1, 0}, 0.9);  // wrong everywhere, but best on validation, and the first of equals
  all.add({0, 1, 0, 0}, 0.9);
  for (int i = 0; i < 20; ++i) all.add({0, 1, 1, 0}, 0.2);
  all.add({0, 1, 0, 1}, 0.3);
  auto const e = all.score(truth);
  CHECK(e.last == 1);
  CHECK(e.median20 == 0.5);
  CHECK(e.best_validation == 0);
  CHECK(e.last_interval.low < 1);
  CHECK(e.test_samples == 4);
}

TEST_CASE("the evaluated weights are the average's, by every rule") {
  auto options = budget;
  options.average = no_average{};
  auto const raw = run_with(options);
  options.average = ema{.decay = 0};
  auto const copied = run_with(options);
  options.average = swa{.start = 6};
  auto const swa_run = run_with(options);
  auto const equal = [](auto const& a, auto const& b) { return std::equal(a.begin(), a.end(), b.begin()); };
  CHECK(equal(raw.model.parameters(), raw.student.parameters()));
  CHECK(equal(copied.model.parameters(), raw.model.parameters()));
  CHECK(equal(swa_run.student.parameters(), raw.student.parameters()));
  CHECK_FALSE(equal(swa_run.model.parameters(), raw.model.parameters()));
}

TEST_CASE("a dead unlabelled term is reported once, with its reason") {
  train_options const longer{.steps = 60, .batch = 8, .ratio = 3, .evaluations = 1};
  auto const warnings = [&](auto const& method) {
    return train(mlp({2, 8, 2}), few_moons(), method, sgd{.rate = 0.01}, longer).history.warnings;
  };
  auto const threshold = warnings(fixmatch({.threshold = 1.5}));
  REQUIRE(threshold.size() == 1);
  CHECK_THAT(threshold[0], Catch::Contains("no sample was selected") && Catch::Contains("largest confidence"));
  auto const weight = warnings(fixmatch({.weight = 0}));
  REQUIRE(weight.size() == 1);
  CHECK_THAT(weight[0], Catch::Contains("its weight is 0"));
  CHECK(warnings(pi_model()).empty());
  CHECK(warnings(supervised()).empty());
}

TEST_CASE("pseudo-label accuracy is of the pool's rows, where a target covers labelled rows too") {
  auto const apart =
      split(blobs({.samples = 200, .noise = 0.1, .classes = 4, .test = 100}), {.per_class = 5, .seed = 1});
  auto const taught = train(mlp({2, 16, 4}), apart, supervised(), adam{.rate = 0.03}, {.steps = 200, .batch = 8});
  REQUIRE(taught.evaluation.last == 1);
  auto const run = train(mlp({2, 16, 4}), apart, distill(taught.model), sgd{}, budget);
  for (auto const& s : run.history.steps) {
    CHECK(s.pseudo_label_accuracy == 1);
    CHECK(s.mask_rate == 1);
  }
}

TEST_CASE("the pseudo-labels of mixed rows are neither right nor wrong") {
  auto const run = train(mlp({2, 8, 2}), few_moons(), ict(), sgd{.rate = 0.1}, budget);
  for (auto const& s : run.history.steps) {
    CHECK(std::isnan(s.pseudo_label_accuracy));
    CHECK(s.mask_rate == 1);
  }
}

TEST_CASE("diagnostics: mask rate, pseudo-label accuracy and histogram, disagreement, gradient norm") {
  auto const run = train(mlp({2, 8, 2}), few_moons(), fixmatch({.threshold = 0}), sgd{.rate = 0.1}, budget);
  for (auto const& s : run.history.steps) {
    CHECK(s.mask_rate == 1);
    CHECK((s.pseudo_label_accuracy >= 0 && s.pseudo_label_accuracy <= 1));
    CHECK((s.disagreement >= 0 && s.disagreement <= 1));
    CHECK(s.gradient_norm > 0);
    CHECK(s.largest_confidence >= 0.5);
  }
  REQUIRE(run.history.pseudo_label_histogram.size() == 2);
  CHECK(run.history.pseudo_label_histogram[0] + run.history.pseudo_label_histogram[1] == Approx(1));
}

TEST_CASE("the log subtracts what the method subtracts") {
  auto const run = train(mlp({2, 8, 2}), few_moons(), defixmatch({.threshold = 0}), sgd{.rate = 0.1}, budget);
  for (auto const& s : run.history.steps) CHECK(s.loss == Approx(s.supervised_loss + 0.5 * s.unlabelled_loss));
}

TEST_CASE("weights are loaded whole or not at all") {
  auto run = run_with(budget);
  auto const path = (std::filesystem::temp_directory_path() / "tacit_test_weights.npz").string();
  run.model.save(path);
  auto const before = run.student.predict(tensor<float, 2>({3, 2}));
  {
    std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
    CHECK_THROWS_AS(run.student.load(path), file_error);
  }
  run.model.save(path);
  classifier<mlp_network> other(mlp({2, 9, 2}), {2});
  CHECK_THROWS_WITH(other.load(path),
                    Catch::Contains("linear0.weight") && Catch::Contains("9x2") && Catch::Contains("8x2"));
  auto const after = run.student.predict(tensor<float, 2>({3, 2}));
  CHECK(std::equal(before.begin(), before.end(), after.begin()));
  CHECK_THROWS_WITH(run.student.load(path + ".missing"), Catch::Contains("tacit_test_weights.npz.missing"));
  std::filesystem::remove(path);
}

TEST_CASE("a loss that is not finite ends the run with the step") {
  CHECK_THROWS_WITH(train(mlp({2, 8, 2}), few_moons(), supervised(), sgd{.rate = 1e30}, budget),
                    Catch::Contains("at step"));
}
