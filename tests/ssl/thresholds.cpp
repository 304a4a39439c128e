// Selections and alignments that follow the model: values that can be worked out by hand.
#include "tacit/loss/cross_entropy.hpp"
#include "tacit/ssl/describe.hpp"
#include "tacit/ssl/select/confident.hpp"
#include "tacit/ssl/select/curriculum_threshold.hpp"
#include "tacit/ssl/select/relative_threshold.hpp"
#include "tacit/ssl/select/self_adaptive_threshold.hpp"
#include "tacit/ssl/select/truncated_gaussian.hpp"
#include "tacit/ssl/target/align.hpp"
#include "tacit/ssl/target/falling_limit.hpp"
#include "tacit/ssl/two_forwards.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <type_traits>
#include <vector>

using namespace tacit;

namespace {

/// A record of probabilities alone; the tensor and the indices must live on.
prediction<double> record_of(tensor<double, 2> const& p, std::vector<index_t> const& index = {}) {
  prediction<double> r;
  r.probabilities = r.aligned = p.view();
  r.index = index;
  return r;
}

template <class Policy, class State>
tensor<double, 1> weights(Policy const& policy, State const& state, prediction<double> const& r) {
  tensor<double, 1> w({r.rows()});
  policy(state, r, w.view());
  return w;
}

/// Rows of confidence `most` in class c(i), the rest spread evenly.
tensor<double, 2> rows_of_confidence(std::vector<int> const& c, index_t classes, double most) {
  tensor<double, 2> p({static_cast<index_t>(c.size()), classes});
  for (std::size_t i = 0; i < c.size(); ++i)
    for (index_t k = 0; k < classes; ++k)
      p(static_cast<index_t>(i), k) = k == c[i] ? most : (1 - most) / static_cast<double>(classes - 1);
  return p;
}

/// Every number that a state names, in order.
template <class State, class F>
void each_number(State& state, F const& f) {
  state.visit([&](char const*, auto& part) {
    if constexpr (requires { part.begin(); })
      for (auto& x : part) f(x);
    else
      f(part);
  });
}

/// As a checkpoint does: what one state names is written into another.
template <class State>
void carry(State& from, State& to) {
  std::vector<double> numbers;
  each_number(from, [&](auto& x) { numbers.push_back(static_cast<double>(x)); });
  std::size_t at = 0;
  each_number(to, [&](auto& x) { x = static_cast<std::remove_reference_t<decltype(x)>>(numbers.at(at++)); });
}

}  // namespace

TEST_CASE("FlexMatch: mappings, learning status after four selections of ten samples") {
  CHECK(mapped_status(status_mapping::convex, 0) == 0);
  CHECK(mapped_status(status_mapping::convex, 0.5) == Approx(1.0 / 3));
  CHECK(mapped_status(status_mapping::convex, 1) == 1);
  CHECK(mapped_status(status_mapping::linear, 0.5) == 0.5);
  CHECK(mapped_status(status_mapping::concave, 1) == Approx(1));

  curriculum_threshold const policy{.threshold = 0.9};
  auto state = policy.init<double>({.classes = 2, .pool = 10});
  auto const p = rows_of_confidence({0, 0, 0, 1, 1}, 2, 0.95);
  tensor<double, 2> rows(p.extents());
  std::copy(p.begin(), p.end(), rows.begin());
  rows(4, 1) = rows(4, 0) = 0.5;  // not confident: its sample stays unused
  std::vector<index_t> const index{9, 3, 4, 0, 7};
  auto const r = record_of(rows, index);
  for (double w : weights(policy, state, r)) CHECK(w == 1);  // no class has been learned: the thresholds are 0
  policy.after(state, r);
  CHECK(state.unused == 6);
  CHECK(state.beta[0] == Approx(0.5));
  CHECK(state.beta[1] == Approx(1.0 / 6));
  CHECK(weights(policy, state, r)(4) == 1);  // 0.5 >= 0.9 M(1/2) = 0.3
}

TEST_CASE("FlexMatch's counts are those of the whole table, whatever was selected before") {
  curriculum_threshold const policy{.threshold = 0.5};
  constexpr index_t classes = 3, pool = 17, batch = 5;
  auto state = policy.init<double>({.classes = classes, .pool = pool});
  for (std::uint64_t t = 0; t < 60; ++t) {
    random_stream random(1, purpose::user, t);
    tensor<double, 2> p({batch, classes});
    std::vector<index_t> index;
    for (index_t i = 0; i < batch; ++i) {
      double const a = random.uniform(), b = (1 - a) * random.uniform();
      p(i, 0) = a, p(i, 1) = b, p(i, 2) = 1 - a - b;
      index.push_back(static_cast<index_t>(random.uniform() * pool));  // a sample may come twice
    }
    policy.after(state, record_of(p, index));
    std::vector<index_t> counts(classes);
    index_t unused = 0;
    for (int c : state.selected) ++(c < 0 ? unused : counts[static_cast<std::size_t>(c)]);
    REQUIRE(counts == state.counts);
    REQUIRE(unused == state.unused);
  }
}

TEST_CASE("FlexMatch's state goes on from what it names") {
  curriculum_threshold const policy{.threshold = 0.9};
  task_info const info{.classes = 2, .pool = 10};
  auto whole = policy.init<double>(info), resumed = policy.init<double>(info);
  auto const before = rows_of_confidence({0, 0, 0, 1, 1}, 2, 0.95), later = rows_of_confidence({1, 1, 0}, 2, 0.95);
  std::vector<index_t> const first{9, 3, 4, 0, 7}, then{3, 5, 7};
  policy.after(whole, record_of(before, first));
  carry(whole, resumed);
  policy.after(whole, record_of(later, then));
  policy.after(resumed, record_of(later, then));
  CHECK(resumed.selected == whole.selected);
  CHECK(resumed.counts == whole.counts);
  CHECK(resumed.unused == whole.unused);
  CHECK(resumed.beta == whole.beta);
}

TEST_CASE("FreeMatch: the threshold starts at 1/C and follows the mean confidence") {
  self_adaptive_threshold const policy;
  auto state = policy.init<double>({.classes = 4});
  auto const p = rows_of_confidence({0, 1, 2, 3}, 4, 0.7);  // every class alike: p~ stays uniform
  auto const r = record_of(p);
  policy.before(state, r);
  CHECK(state.tau[0] == Approx(0.999 / 4 + 0.001 * 0.7));
  for (double w : weights(policy, state, r)) CHECK(w == 1);
  auto const skewed = rows_of_confidence({0, 0, 0, 0}, 4, 0.7);
  for (int t = 0; t < 5000; ++t) policy.before(state, record_of(skewed));
  CHECK(state.tau[0] == Approx(0.7).epsilon(0.01));
  auto const mild = rows_of_confidence({0, 1}, 4, 0.5);
  auto const w = weights(policy, state, record_of(mild));
  CHECK(w(0) == 0);  // below the threshold of the class that comes all the time
  CHECK(w(1) == 1);  // 0.5 >= 0.7 * 0.1 / 0.7
}

TEST_CASE("SoftMatch: full weight at the mean, exp(-2) one standard deviation below it") {
  truncated_gaussian const policy;
  truncated_gaussian_state const state{{0.8}, {0.01}, {0}, {0}, {0}};
  auto const at = rows_of_confidence({0, 1}, 2, 0.8), below = rows_of_confidence({0, 1}, 2, 0.7);
  CHECK(weights(policy, state, record_of(at))(0) == 1);
  CHECK(weights(policy, state, record_of(rows_of_confidence({1}, 2, 0.9)))(0) == 1);
  CHECK(weights(policy, state, record_of(below))(1) == Approx(std::exp(-2)));
}

TEST_CASE("AdaMatch: confidence 0.8 on labelled rows makes the threshold 0.72") {
  auto const labelled_rows = rows_of_confidence({0, 1}, 2, 0.8);
  tensor<double, 2> const p({2, 2}, {0.73, 0.27, 0.71, 0.29});
  auto r = record_of(p);
  r.labelled = labelled_rows.view();
  tensor<double, 1> w({2});
  relative_threshold{.factor = 0.9}(r, w.view());
  CHECK(w(0) == 1);
  CHECK(w(1) == 0);
}

TEST_CASE("AdaMatch: U = 0 gives the joint pass's logits, U = 1 those of the labelled rows alone; gradient is shared") {
  tape<double> t;
  tensor<double, 2> const za({1, 2}, {1, 2}), zb({1, 2}, {5, 7});
  auto const a = t.differentiable(za.view()), b = t.differentiable(zb.view());
  std::vector<double> const u{0, 1};
  auto const z = detail::interpolate<double>(a, b, u);
  CHECK(z.value()(0, 0) == 5);
  CHECK(z.value()(0, 1) == 2);
  std::vector<int> const y{0};
  t.backward(cross_entropy(z, y));
  CHECK(t.gradient(a)(0, 0) == 0);
  CHECK(t.gradient(b)(0, 0) < 0);
  CHECK(t.gradient(a)(0, 1) == Approx(-t.gradient(b)(0, 0)));
  CHECK(t.gradient(b)(0, 1) == 0);
}

TEST_CASE("alignment leaves predictions alone whose mean is what it should be, and corrects others") {
  tensor<double, 2> const even({2, 2}, {0.9, 0.1, 0.1, 0.9}), skewed({2, 2}, {0.9, 0.1, 0.7, 0.3});
  auto const to_uniform = align(running_mean{}, uniform_shares{});
  tensor<double, 2> out({2, 2});
  auto state = to_uniform.init({.classes = 2});
  to_uniform(state, even.view(), 0, out.view());
  for (index_t k = 0; k < 4; ++k) CHECK(out.data()[k] == Approx(even.data()[k]));
  state = to_uniform.init({.classes = 2});
  to_uniform(state, skewed.view(), 0, out.view());
  CHECK(out(1, 0) == Approx(0.7 / 0.8 / (0.7 / 0.8 + 0.3 / 0.2)).epsilon(1e-4));

  auto const recent = align(recent_mean{.length = 2}, uniform_shares{}, {.epsilon = 0});
  auto memory = recent.init({.classes = 2});
  for (index_t t = 0; t < 3; ++t) recent(memory, (t == 0 ? skewed : even).view(), t, out.view());
  for (index_t k = 0; k < 4; ++k) CHECK(out.data()[k] == Approx(even.data()[k]));  // the first batch is forgotten
  CHECK_THROWS_AS(align(running_mean{}, labelled_shares{}).init({.classes = 2}), value_error);
}

TEST_CASE("Dash: nothing is selected in the warm-up; its second half says where the limit starts") {
  falling_limit const policy{.c = 1, .gamma = 2, .period = 0.2, .rho_min = 0.3, .warm_up = 0.4};
  auto state = policy.init<double>({.classes = 2, .steps = 10});
  tensor<double, 2> const p({1, 2}, {0.6, 0.4}), z({1, 2}, {std::log(0.6), std::log(0.4)});
  tensor<double, 2> target({1, 2});
  std::vector<double> limits;
  for (index_t t = 0; t < 10; ++t) {
    auto r = record_of(p);
    r.logits = z.view();
    r.t = t;
    term_reports<double> reports;
    term_report<double> labelled_loss;
    labelled_loss.name = "sup";
    labelled_loss.loss = t < 2 ? 100 : 1;  // the loss of the first steps says nothing
    reports.push_back(labelled_loss);
    r.reports = &reports;
    policy.before(state, r);
    limits.push_back(r.limit);
    policy(state, r, target.view());
  }
  for (std::size_t t = 0; t < 4; ++t) CHECK(limits[t] < -1e300);
  CHECK(std::vector<double>(limits.begin() + 4, limits.end()) == std::vector<double>{1, 1, 0.5, 0.5, 0.3, 0.3});
  CHECK(target(0, 0) == 1);  // at the floor the target is hard
}

TEST_CASE("policies say what they are") {
  CHECK(described(confident{.threshold = 0.8, .strict = true}) == "confident(0.8, strict)");
  CHECK(described(truncated_gaussian{}) == "truncated_gaussian(momentum 0.999, n_sigma 2)");
  CHECK(spelled(alone(labelled_strong)) == "alone(labelled_strong)");
  CHECK(spelled(weak2) == "weak2");
  struct own {};
  CHECK(described(own{}) == "unnamed");
}
