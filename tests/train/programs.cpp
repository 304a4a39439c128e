// The programs of the design (A to E), as a user would write them.
#include "tacit/adapt/eigen.hpp"
#include "tacit/tacit.hpp"

#include <Eigen/Core>
#include <catch2/catch.hpp>

#include <cmath>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

namespace {

/// A small image task: what C1 and C2 run on where Fashion-MNIST is not at hand.
tacit::task few_images() {
  return tacit::split(tacit::synthetic_images({.samples = 300, .test = 50}),
                      {.labels = 20, .validation = 20, .seed = 0});
}

tacit::train_options const short_budget{.steps = 3, .batch = 8, .ratio = 2, .evaluations = 2};

// D. A policy of one's own.
struct top_fraction {
  double keep = 0.5;
  template <class S>
  void operator()(tacit::prediction<S> const& r, tacit::vector_view<S> weight) const {
    std::vector<S> largest;
    for (tacit::index_t i = 0; i < r.rows(); ++i)
      largest.push_back(r.probabilities(i, tacit::most_probable(r.probabilities, i)));
    auto sorted = largest;
    std::sort(sorted.rbegin(), sorted.rend());
    auto const last = static_cast<std::size_t>(keep * static_cast<double>(sorted.size()));
    for (std::size_t i = 0; i < largest.size(); ++i)
      weight[static_cast<tacit::index_t>(i)] = last > 0 && largest[i] >= sorted[last - 1] ? S{1} : S{0};
  }
};

// E. A backbone of one's own: a linear model written by hand.
class theirs {
 public:
  theirs(tacit::index_t inputs, tacit::index_t classes) : inputs_(inputs), classes_(classes), w_(size()), g_(size()) {}

  auto forward(tacit::pass const& p, tacit::slot s) -> tacit::outputs<float> {
    auto& kept = kept_.at(static_cast<std::size_t>(s.number));
    auto const x = p.input<float>();
    kept.x.assign(x.data(), x.data() + x.size());
    kept.z.assign(static_cast<std::size_t>(p.rows * classes_), 0.0f);
    for (tacit::index_t i = 0; i < p.rows; ++i)
      for (tacit::index_t c = 0; c < classes_; ++c)
        for (tacit::index_t k = 0; k < inputs_; ++k) kept.z[at(i, c)] += x(i, k) * w_[weight(c, k)];
    return {{kept.z.data(), {p.rows, classes_}}};
  }
  void backward(tacit::slot s, tacit::output_gradients<float> g, tacit::wanted) {
    auto const& kept = kept_.at(static_cast<std::size_t>(s.number));
    for (tacit::index_t i = 0; i < g.logits.extent(0); ++i)
      for (tacit::index_t c = 0; c < classes_; ++c)
        for (tacit::index_t k = 0; k < inputs_; ++k)
          g_[weight(c, k)] += g.logits(i, c) * kept.x[static_cast<std::size_t>(i * inputs_ + k)];
  }
  void step(double rate) {
    for (std::size_t i = 0; i < w_.size(); ++i) w_[i] -= static_cast<float>(rate) * std::exchange(g_[i], 0.0f);
  }
  void average_into(theirs& average, double decay) const {
    for (std::size_t i = 0; i < w_.size(); ++i)
      average.w_[i] = static_cast<float>(decay) * average.w_[i] + static_cast<float>(1 - decay) * w_[i];
  }

 private:
  struct pass_memory {
    std::vector<float> x, z;
  };
  std::size_t size() const { return static_cast<std::size_t>(inputs_ * classes_); }
  std::size_t at(tacit::index_t i, tacit::index_t c) const { return static_cast<std::size_t>(i * classes_ + c); }
  std::size_t weight(tacit::index_t c, tacit::index_t k) const { return static_cast<std::size_t>(c * inputs_ + k); }

  tacit::index_t inputs_, classes_;
  std::vector<float> w_, g_;
  std::array<pass_memory, 4> kept_;
};
static_assert(tacit::Backbone<theirs>);

}  // namespace

TEST_CASE("A. losses, thresholds, ramps and averages on Eigen's matrices") {
  Eigen::MatrixXf z = Eigen::MatrixXf::Random(64, 10), g(64, 10);
  std::vector<int> y(64, 3);
  double const loss = tacit::cross_entropy(z, y, tacit::into(g));
  CHECK(loss > 0);
  CHECK(g.rowwise().sum().cwiseAbs().maxCoeff() < 1e-6f);

  Eigen::MatrixXf zs = z, gs = Eigen::MatrixXf::Zero(64, 10);
  std::vector<int> const target(32, 1);
  Eigen::VectorXf const weight = Eigen::VectorXf::Ones(32);
  double const lu = tacit::cross_entropy(zs.topRows(32), target, weight, tacit::into(gs.topRows(32)));
  CHECK(lu > 0);
  CHECK(gs.topRows(32).norm() > 0);
  CHECK(gs.bottomRows(32).norm() == 0);

  auto const w = tacit::confident{.threshold = 0.95}(tacit::softmax(z));
  CHECK(w.size() == 64);

  Eigen::VectorXf shadow = Eigen::VectorXf::Zero(5), theta = Eigen::VectorXf::Ones(5);
  tacit::ema_update(shadow, theta, 0.999);
  CHECK(shadow[4] == Approx(0.001));
  double const r = tacit::sigmoid_rampup{.length = 400}(400);
  CHECK(r == 1);
}

TEST_CASE("B. two moons in five lines") {
  auto task = tacit::split(tacit::two_moons({.samples = 1000, .noise = 0.1}), {.per_class = 3, .seed = 1});
  auto run = tacit::train(tacit::mlp({2, 64, 64, 2}), task, tacit::mean_teacher({.weight = 10}),
                          tacit::adam{.rate = 0.01}, {.steps = 20});
  CHECK(run.report().find("test accuracy") != std::string::npos);

  Eigen::MatrixXf const X = Eigen::MatrixXf::Random(7, 2);
  auto const p = run.model.predict(X);
  CHECK(p.extent(0) == 7);
  CHECK(p(3, 0) + p(3, 1) == Approx(1));

  auto const path = (std::filesystem::temp_directory_path() / "tacit_test_moons.npz").string();
  run.model.save(path);
  auto other = run.student;
  other.load(path);
  auto const again = other.predict(X);
  CHECK(std::equal(p.begin(), p.end(), again.begin()));
  std::filesystem::remove(path);
}

TEST_CASE("C1. FixMatch on images") {
  auto const few = few_images();
  std::ostringstream log;
  auto run = tacit::train(tacit::small_cnn({.channels = 1, .classes = 10}), few, tacit::fixmatch({.threshold = 0.95}),
                          tacit::sgd{.rate = 0.03, .momentum = 0.9, .nesterov = true}, short_budget,
                          tacit::progress(log, {.rewrite = false}));
  CHECK(run.evaluation.test_samples == 50);
  CHECK(run.history.evaluations.size() == 2);
  CHECK_FALSE(std::isnan(run.evaluation.best_validation));
  CHECK(log.str().find("step 3/3") != std::string::npos);
}

TEST_CASE("C2. the same step by hand gives the same bits") {
  auto const few = few_images();
  auto by_hand = tacit::minimise([](auto& step) {
    auto [x, weak, strong] = step.forward(tacit::joint(tacit::labelled, tacit::weak, tacit::strong));
    auto p = tacit::softmax(tacit::stop_gradient(weak));
    return tacit::cross_entropy(x, step.labels()) +
           tacit::cross_entropy(strong, tacit::harden(p), tacit::confident{.threshold = 0.95}(p));
  });
  tacit::sgd const rule{.rate = 0.03, .momentum = 0.9, .nesterov = true};
  auto const net = tacit::small_cnn({.channels = 1, .classes = 10});
  auto const mine = tacit::train(net, few, by_hand, rule, short_budget);
  auto const preset = tacit::train(net, few, tacit::fixmatch({.threshold = 0.95}), rule, short_budget);
  CHECK(mine.weight_hash == preset.weight_hash);
}

TEST_CASE("D. a policy of one's own") {
  auto const mine =
      tacit::method(tacit::joint, tacit::supervised(tacit::cross_entropy),
                    tacit::consistency(tacit::student(tacit::weak), tacit::harden, top_fraction{.keep = 0.3},
                                       tacit::on(tacit::strong, tacit::cross_entropy), tacit::constant{1}));
  auto const task = tacit::split(tacit::two_moons({.samples = 200}), {.per_class = 3, .seed = 1});
  auto const run =
      tacit::train(tacit::mlp({2, 16, 2}), task, mine, tacit::sgd{.rate = 0.1}, {.steps = 10, .batch = 8, .ratio = 5});
  CHECK(run.history.steps.back().mask_rate == Approx(0.3));
}

TEST_CASE("E. a backbone of one's own, with its own update") {
  auto const few = tacit::split(tacit::two_moons({.samples = 200}), {.per_class = 3, .seed = 1});
  tacit::train_options const budget{.steps = 30, .batch = 8, .ratio = 5};
  auto run3 = tacit::train(theirs(2, 2), few, tacit::fixmatch({}), tacit::own_optimiser, budget);
  CHECK(run3.weight_hash.empty());
  CHECK(run3.history.steps.back().supervised_loss < run3.history.steps.front().supervised_loss);
  CHECK(run3.predict(few.data->test).size() == static_cast<std::size_t>(few.data->test.count));
  CHECK_THROWS_WITH(tacit::train(theirs(2, 2), few, tacit::fixmatch({}), tacit::sgd{}, budget),
                    Catch::Contains("own_optimiser"));
}
