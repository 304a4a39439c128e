// Procedures: self-training over any classifier and over networks, the curriculum, Noisy Student.
#include "tacit/data/two_moons.hpp"
#include "tacit/nn/models/mlp.hpp"
#include "tacit/optim/adam.hpp"
#include "tacit/ssl/methods/supervised_only.hpp"
#include "tacit/train/checkpoint.hpp"
#include "tacit/train/noisy_student.hpp"
#include "tacit/train/self_training.hpp"
#include "tacit/train/weight_hash.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

using namespace tacit;

namespace {

/// The nearest mean of a class; confidence falls with the distance.
struct nearest_mean {
  std::vector<double> sum = {}, count = {};
  bool weighted = false;

  void fit(tensor<double, 2> const& x, std::vector<int> const& y) { fit(x, y, std::vector<double>(y.size(), 1.0)); }
  void fit(tensor<double, 2> const& x, std::vector<int> const& y, std::vector<double> const& w) {
    sum.assign(2, 0.0);
    count.assign(2, 0.0);
    for (std::size_t i = 0; i < y.size(); ++i) {
      auto const c = static_cast<std::size_t>(y[i]);
      sum[c] += w[i] * x(static_cast<index_t>(i), 0);
      count[c] += w[i];
      weighted = weighted || w[i] != 1;
    }
  }
  tensor<double, 2> predict_proba(tensor<double, 2> const& x) const {
    tensor<double, 2> p({x.extent(0), 2});
    for (index_t i = 0; i < x.extent(0); ++i) {
      double const a = std::exp(-std::abs(x(i, 0) - sum[0] / count[0])),
                   b = std::exp(-std::abs(x(i, 0) - sum[1] / count[1]));
      p(i, 0) = a / (a + b);
      p(i, 1) = b / (a + b);
    }
    return p;
  }
};

tensor<double, 2> line(std::vector<double> const& values) {
  tensor<double, 2> x({static_cast<index_t>(values.size()), 1});
  std::copy(values.begin(), values.end(), x.data());
  return x;
}

auto const x = line({0, 10, 1, 9, 2, 8, 4.9});
std::vector<int> const y{0, 1, -1, -1, -1, -1, -1};

task moons() { return split(two_moons({.samples = 300, .test = 100}), {.per_class = 5, .validation = 20, .seed = 1}); }
train_options const budget{.steps = 60, .batch = 10, .ratio = 4, .seed = 2, .average = no_average{}, .evaluations = 2};

}  // namespace

TEST_CASE("self-training ends as scikit-learn's does") {
  nearest_mean c;
  auto const all = self_training(c, x, y, confidence_above{.threshold = 0.5});
  CHECK(all.end == self_training_end::all_labelled);
  CHECK(all.table.labels == std::vector<int>{0, 1, 0, 1, 0, 1, 0});
  CHECK(all.table.iteration[0] == 0);
  CHECK(all.table.iteration[2] == 1);

  auto const none = self_training(c, x, y, confidence_above{.threshold = 1});
  CHECK(none.end == self_training_end::no_change);
  CHECK(none.rounds == 1);
  CHECK(none.table.iteration == std::vector<int>{0, 0, -1, -1, -1, -1, -1});

  auto const two = self_training(c, x, y, most_confident{.count = 2}, {.max_rounds = 2});
  CHECK(two.end == self_training_end::max_rounds);
  CHECK(two.selected == std::vector<index_t>{2, 2});
  CHECK(self_training(c, x, y, most_confident{.count = 2}, {.max_rounds = 0}).end == self_training_end::all_labelled);
  auto const last = self_training(c, x, y, confidence_above{.threshold = 1}, {.max_rounds = 1});
  CHECK(last.end == self_training_end::max_rounds);  // as scikit-learn names it
}

TEST_CASE("a curriculum of more rounds than samples begins with nothing and still takes all in the end") {
  nearest_mean c;
  auto const done = self_training(c, x, y, curriculum{.rounds = 8});
  CHECK(done.selected == std::vector<index_t>{0, 1, 1, 2, 3, 3, 4, 5});
  CHECK(done.end == self_training_end::all_labelled);
}

TEST_CASE("guessed labels may count less, where the classifier takes weights") {
  nearest_mean c;
  self_training(c, x, y, most_confident_per_class{.count = 1}, {.weight = 0.5});
  CHECK(c.weighted);
  CHECK_THROWS_AS(self_training(c, x, std::vector<int>(7, -1), most_confident{}), value_error);
  CHECK_THROWS_AS(self_training(c, x, std::vector<int>(3, 0), most_confident{}), shape_error);
}

TEST_CASE("self-training over networks: the curriculum takes all at its end, and the last round trains on all") {
  auto const done =
      self_training(mlp({2, 16, 2}), moons(), supervised(), adam{.rate = 0.02}, budget, curriculum{.rounds = 3});
  REQUIRE(done.rounds.rounds.size() == 4);
  CHECK(done.rounds.end == self_training_end::all_labelled);
  CHECK(done.rounds.rounds[0].trained_on == 10);
  CHECK(done.rounds.rounds[3].trained_on == 280);
  CHECK(done.rounds.rounds[0].guessed == 90);
  CHECK(done.rounds.rounds[1].guess_accuracy > 0.8);
  CHECK(done.run.evaluation.last > 0.8);
  CHECK(done.rounds.table.labels.size() == 280);
  auto const again =
      self_training(mlp({2, 16, 2}), moons(), supervised(), adam{.rate = 0.02}, budget, curriculum{.rounds = 3});
  CHECK(again.run.weight_hash == done.run.weight_hash);
}

TEST_CASE("methods see guessed labels in place of the true ones") {
  auto on = moons();
  on.labels.assign(on.split.labelled.size(), 1);
  trainer<float> t(any_backbone<float>(model<mlp_network, float>(mlp({2, 4, 2}), {2})), on,
                   any_optimiser<float>(adam{}), budget);
  CHECK(std::equal(on.labels.begin(), on.labels.end(), t.info().labels.begin(), t.info().labels.end()));
  CHECK(t.info().labelled_shares[1] == Approx(1));
  loader l(on, {.batch = 4, .ratio = 1});
  for (int label : l.labels(0)) CHECK(label == 1);
}

TEST_CASE("Noisy Student: generations of growing networks, balanced by repetition") {
  for (bool const soft : {true, false}) {
    auto const [run, log] = noisy_student(
        [](index_t g) {
          return mlp({2, 8 << g, 2});
        },
        moons(), adam{.rate = 0.02}, budget, {.generations = 2, .threshold = 0.6, .count = 140, .soft = soft});
    REQUIRE(log.size() == 3);
    CHECK(log[0].guessed > 100);
    CHECK(log[0].guess_accuracy > 0.8);
    CHECK(run.model.blocks().all()[0].shape[0] == 32);
    CHECK(run.evaluation.last > 0.8);
  }
  CHECK_THROWS_WITH(noisy_student(
                        [](index_t) {
                          return mlp({2, 8, 2});
                        },
                        moons(), adam{}, budget, {.threshold = 1.5}),
                    Catch::Contains("no sample"));
}

TEST_CASE("a procedure goes on in the training where it was stopped, bit for bit") {
  auto const teach = [](training<float> const& with) {
    auto const network = [](index_t g) {
      return any_backbone<float>(model<mlp_network, float>(mlp({2, 8 << g, 2}), {2}));
    };
    return noisy_student<float>(with, network, moons(), {.generations = 2, .threshold = 0}).last;
  };
  auto const weights = [](trainer<float>& t) {
    fnv1a hash;
    add_weights(hash, t.student().spans());
    return hash.hex();
  };
  auto const file = [](char const* end) {
    return (std::filesystem::temp_directory_path() / (std::string("tacit_test_rounds") + end)).string();
  };
  training<float> with{any_optimiser<float>(adam{.rate = 0.02}), budget};
  auto const whole = weights(*teach(with));

  auto& checkpoint = with.options.checkpoint = npz_checkpoint({.path = file(".npz")});
  index_t left = 0;  // steps until it is stopped
  with.callbacks = {[&](training_status const&) { return --left > 0; }};
  std::unique_ptr<trainer<float>> t;
  int runs = 0;
  do {
    left = 25;
    t = teach(with);
    checkpoint.resume = true;
    ++runs;
  } while (!was_finished(*t) && runs < 20);
  CHECK(runs > 5);
  CHECK(weights(*t) == whole);
  CHECK(std::filesystem::exists(file(".2.npz")));

  checkpoint.resume = false;  // a new run: the later trainings of the old one do not belong to it
  left = 25;
  teach(with);
  CHECK(!std::filesystem::exists(file(".1.npz")));
  CHECK(!std::filesystem::exists(file(".2.npz")));
  std::filesystem::remove(file(".npz"));
}

TEST_CASE("a sample that the pool holds twice is seen in two views") {
  auto on = moons();
  on.split.pool = {7, 7, 8};
  loader l(on, {.batch = 1, .ratio = 3});
  std::vector<float> rows(6);
  l.fill(context(1), weak, 0, rows.data());
  auto const order = l.unlabelled_batch(0);
  std::vector<std::size_t> seven;
  for (std::size_t i = 0; i < 3; ++i)
    if (order[i] < 2) seven.push_back(i);
  REQUIRE(seven.size() == 2);
  CHECK(rows[2 * seven[0]] != rows[2 * seven[1]]);
}
