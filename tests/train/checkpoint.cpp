// Checkpoints: a run that was stopped and resumed equals one that was not, bit for bit, for every method; and what a
// checkpoint refuses.
#include "tacit/train/checkpoint.hpp"
#include "tacit/data/synthetic_images.hpp"
#include "tacit/nn/layers.hpp"
#include "tacit/nn/model.hpp"
#include "tacit/optim/adam.hpp"
#include "tacit/optim/sgd.hpp"
#include "tacit/ssl/methods.hpp"
#include "tacit/train/trainer.hpp"
#include "tacit/train/weight_hash.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <string>

using namespace tacit;

namespace {

std::string const path = (std::filesystem::temp_directory_path() / "tacit_test_checkpoint.npz").string();

/// Small square images: methods that turn them train on this task, too.
task const& images() {
  static task const on = split(synthetic_images({.samples = 200, .test = 50, .height = 8, .width = 8}),
                               {.per_class = 1, .validation = 10, .seed = 1});
  return on;
}

/// The same task to a method, but everything that it must not read is wrong: the labels of the pool and of the test
/// set.
task const& scrambled_images() {
  static task const on = [] {
    task t = images();
    dataset d = *t.data;
    auto hidden = std::vector<bool>(d.train_labels.size(), true);
    for (auto const* known : {&t.split.labelled, &t.split.validation})
      for (index_t i : *known) hidden[static_cast<std::size_t>(i)] = false;
    for (std::size_t i = 0; i < hidden.size(); ++i)
      if (hidden[i]) d.train_labels[i] = (d.train_labels[i] + 1) % 10;
    for (int& label : d.test_labels) label = (label + 1) % 10;
    t.data = std::make_shared<dataset const>(std::move(d));
    return t;
  }();
  return on;
}

/// 8 steps an epoch: both halves of the 40 steps see the end of an epoch.
train_options budget() { return {.steps = 40, .batch = 8, .ratio = 3, .seed = 4, .threads = 1, .evaluations = 8}; }

struct outcome {
  std::string weights;
  history log;
  tacit::evaluation evaluation;
};

auto description(index_t width) {
  return sequential(flatten, linear({.outputs = width}), relu, linear({.outputs = 10}));
}

any_backbone<float> network(index_t width = 12) {
  return any_backbone<float>(model<decltype(description(0)), float>(description(width), {8, 8, 1}, 4, context(1)));
}

template <class Method, class Optimiser = adam>
outcome go(Method const& method, train_options const& options, index_t stop = 0, Optimiser const& rule = {.rate = 0.01},
           task const& on = images(), index_t width = 12) {
  trainer<float> t(network(width), on, any_optimiser<float>(rule), options);
  t.run(bind_method<float>(method, t.info()),
        {[stop](training_status const& s) { return stop == 0 || s.step < stop; }});
  fnv1a hash;
  add_weights(hash, t.student().spans());
  add_weights(hash, t.evaluated().spans());
  return {hash.hex(), t.log(), t.evaluation()};
}

void check_equal(history const& a, history const& b) {
  REQUIRE(a.steps.size() == b.steps.size());
  auto const same = [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); };
  for (std::size_t i = 0; i < a.steps.size(); ++i) {
    CHECK(a.steps[i].loss == b.steps[i].loss);
    CHECK(same(a.steps[i].mask_rate, b.steps[i].mask_rate));
  }
  REQUIRE(a.evaluations.size() == b.evaluations.size());
  for (std::size_t i = 0; i < a.evaluations.size(); ++i) {
    CHECK(a.evaluations[i].step == b.evaluations[i].step);
    CHECK(a.evaluations[i].validation_accuracy == b.evaluations[i].validation_accuracy);
  }
  CHECK(a.pseudo_label_histogram == b.pseudo_label_histogram);
  CHECK(a.warnings == b.warnings);
}

template <class Method>
void check_round_trip(char const* name, Method const& method) {
  INFO(name);
  auto options = budget();
  auto const whole = go(method, options);
  options.checkpoint = npz_checkpoint({.path = path, .method = name});
  go(method, options, 20);
  options.checkpoint.resume = true;
  auto const resumed = go(method, options);
  CHECK(resumed.weights == whole.weights);
  check_equal(resumed.log, whole.log);
  CHECK(resumed.evaluation.predictions == whole.evaluation.predictions);
  CHECK(resumed.evaluation.median20 == whole.evaluation.median20);
  CHECK(resumed.evaluation.best_validation == whole.evaluation.best_validation);
}

}  // namespace

TEST_CASE("run 40 steps = run 20, save, load, run 20: bit for bit, for every method") {
  auto const visit = [](char const* name, auto const& options, auto make) { check_round_trip(name, make(options)); };
  for_each_method(visit);
  for_each_step_function(visit);
  std::filesystem::remove(path);
}

TEST_CASE("hidden labels of the pool and of the test set change nothing in training, for every method") {
  auto const visit = [](char const* name, auto const& options, auto make) {
    INFO(name);
    auto const method = make(options);
    CHECK(go(method, budget(), 0, adam{.rate = 0.01}, scrambled_images()).weights == go(method, budget()).weights);
  };
  for_each_method(visit);
  for_each_step_function(visit);
}

TEST_CASE("a run goes on with another number of threads and gives the same bits") {
  auto options = budget();
  auto const whole = go(fixmatch(), options);
  options.checkpoint = npz_checkpoint({.path = path});
  go(fixmatch(), options, 20);
  options.checkpoint.resume = true;
  options.threads = 3;
  CHECK(go(fixmatch(), options).weights == whole.weights);
  std::filesystem::remove(path);
}

TEST_CASE("a checkpoint of another run is refused, with what differs") {
  auto options = budget();
  options.checkpoint = npz_checkpoint({.path = path, .method = "fixmatch"});
  go(fixmatch(), options, 20);
  options.checkpoint.resume = true;
  auto const refuses = [](std::string const& what, auto const& run) {
    CHECK_THROWS_WITH(run(), Catch::Contains("the checkpoint is of a run with " + what) &&
                                 Catch::Contains("expected") && Catch::Contains(path));
  };
  refuses("another method", [&] { go(uda(), options); });
  refuses("another network", [&] { go(fixmatch(), options, 0, adam{.rate = 0.01}, images(), 13); });
  refuses("another optimiser", [&] { go(fixmatch(), options, 0, sgd{.rate = 0.01}); });
  refuses("another optimiser", [&] { go(fixmatch(), options, 0, adam{.rate = 0.02}); });
  refuses("another task", [&] {
    go(fixmatch(), options, 0, adam{.rate = 0.01},
       split(synthetic_images({.samples = 200, .test = 50, .height = 8, .width = 8}),
             {.per_class = 1, .validation = 10, .seed = 2}));
  });
  auto renamed = options;
  renamed.checkpoint.method = "fixmatch, threshold 0.8";
  refuses("another method", [&] { go(fixmatch(), renamed); });
  auto longer = options;
  longer.steps = 41;
  refuses("other options", [&] { go(fixmatch(), longer); });
  auto constant = options;
  constant.rate = constant_rate;
  refuses("other options", [&] { go(fixmatch(), constant); });
  CHECK_NOTHROW(go(fixmatch(), options));
  std::filesystem::remove(path);
}

TEST_CASE("a checkpoint whose predictions do not fit together is refused") {
  auto options = budget();
  options.checkpoint = npz_checkpoint({.path = path});
  go(supervised(), options, 20);
  npz changed;
  for (auto const& e : read_npz(path).entries()) {
    bool const counts = e.name == "predictions.count";
    changed.add(e.name, counts ? make_npy(std::vector<std::int64_t>{7}) : e.array);
  }
  write_npz(path, changed);
  options.checkpoint.resume = true;
  CHECK_THROWS_WITH(go(supervised(), options), Catch::Contains("predictions") && Catch::Contains("7 rows"));
  std::filesystem::remove(path);
}

TEST_CASE("a checkpoint that is missing, cut short or asked for without a path is refused") {
  auto options = budget();
  options.checkpoint.resume = true;
  CHECK_THROWS_WITH(go(supervised(), options), Catch::Contains("options.checkpoint"));
  options.checkpoint.path = path;
  CHECK_THROWS_WITH(go(supervised(), options), Catch::Contains("npz_checkpoint"));
  options.checkpoint = npz_checkpoint(options.checkpoint);
  CHECK_THROWS_AS(go(supervised(), options), file_error);
  options.checkpoint.resume = false;
  options.checkpoint.every = 15;
  go(supervised(), options);
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  options.checkpoint.resume = true;
  CHECK_THROWS_AS(go(supervised(), options), file_error);
  std::filesystem::remove(path);
}

TEST_CASE("a run whose optimiser's state lies in its backbone is refused before its first step") {
  auto options = budget();
  options.checkpoint = npz_checkpoint({.path = path});
  CHECK_THROWS_WITH(go(supervised(), options, 0, own_optimiser), Catch::Contains("own_optimiser: its state"));
  CHECK(!std::filesystem::exists(path));
}
