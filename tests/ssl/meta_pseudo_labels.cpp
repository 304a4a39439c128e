// Meta Pseudo Labels: the difference of the labelled losses is, to first order, the exact product of gradients, with
// its sign; and the feedback reaches the teacher (popular code multiplies a gradient of exactly zero by it).
#include "tacit/ssl/methods/meta_pseudo_labels.hpp"
#include "tacit/data/two_moons.hpp"
#include "tacit/nn/model.hpp"
#include "tacit/nn/models/mlp.hpp"
#include "tacit/optim/sgd.hpp"
#include "tacit/train/trainer.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace tacit;

namespace {

task moons() { return split(two_moons({.samples = 200, .test = 20}), {.per_class = 5, .seed = 1}); }

any_backbone<double> network(std::uint64_t seed) {
  return any_backbone<double>(model<mlp_network, double>(mlp({2, 12, 2}), {2}, seed, context(1)));
}

/// Two networks under plain gradient descent; takes the gradients that the updates follow.
struct descent final : updates<double> {
  any_backbone<double> student = network(1), teacher = network(2);
  std::vector<double> followed, of_teacher;
  double rate = 0.01, teacher_rate = 0.01;

  void optimise() override { step(student, rate, followed); }
  void average() override {}
  any_backbone<double>& second_network() override { return teacher; }
  void optimise_second(double) override { step(teacher, teacher_rate, of_teacher); }

  static void step(any_backbone<double>& n, double rate, std::vector<double>& gradient) {
    auto const s = n.spans();
    gradient.assign(s.gradients.begin(), s.gradients.end());
    for (std::size_t i = 0; i < s.parameters.size(); ++i) s.parameters[i] -= rate * s.gradients[i];
    std::fill(s.gradients.begin(), s.gradients.end(), 0.0);
  }
};

/// rate <gradient of the labelled loss at the student's new weights, gradient that it followed>.
double exact_product(descent& d, loader_source<double>& source, index_t rows) {
  tensor<double, 2> x({rows, 2}), gradient({rows, 2});
  source.fill(context(1), labelled, x.data());
  segment const all{labelled, 0, rows};
  pass p;
  p.segments = {&all, 1};
  p.rows = rows;
  p.sample_shape = source.sample_shape();
  p.set_input(x.data());
  cross_entropy(d.student.forward(p, slot{9}).logits, source.labels(), into(gradient));
  d.student.backward(slot{9}, {gradient.view()}, {});
  double sum = 0;
  for (std::size_t i = 0; i < d.followed.size(); ++i) sum += d.rate * d.student.spans().gradients[i] * d.followed[i];
  return sum;
}

struct outcome {
  double dot = 0, exact = 0, own = 0;  ///< own: the teacher's loss without the feedback
  std::vector<double> of_teacher;
};

outcome one_step(double rate, double weight, double smoothing = 0.15) {
  descent d;
  d.rate = rate;
  loader_source<double> source(moons(), {.batch = 10, .ratio = 4});
  source.seek(0);
  tape<double> memory;
  task_info const info{.classes = 2, .labelled_batch = 10, .unlabelled_batch = 40, .steps = 1};
  auto f =
      meta_pseudo_labels({.weight = weight, .warmup = 0, .threshold = 0, .smoothing = smoothing}).bind<double>(info);
  tacit::step<double> s({context(1), d.student, nullptr, source, memory, info}, 0);
  f(s, d);
  auto const& did = f.report();
  return {did.dot, exact_product(d, source, 10), did.teacher_loss - did.dot * did.teacher_mpl, d.of_teacher};
}

}  // namespace

TEST_CASE("dot is the exact product of gradients up to the first order of the rate, with its sign") {
  double last = 1;
  for (double const rate : {0.01, 0.001, 0.0001}) {
    auto const r = one_step(rate, 0);
    double const error = std::abs(r.dot - r.exact) / std::abs(r.exact);
    CHECK(r.dot * r.exact > 0);
    CHECK(error < 0.3 * last);
    last = error;
  }
}

TEST_CASE("the feedback sends a gradient to the teacher") {
  // Two rates of the student change the teacher's gradient by their dots alone: everything else of its loss is equal.
  auto const a = one_step(0.5, 0), b = one_step(0.001, 0);
  double most = 0;
  for (std::size_t i = 0; i < a.of_teacher.size(); ++i)
    most = std::max(most, std::abs(a.of_teacher[i] - b.of_teacher[i]));
  CHECK(std::abs(a.dot) > std::abs(b.dot));
  CHECK(most > 1e-4);
}

TEST_CASE("the teacher's labels are smoothed") {
  // The loss is linear in the smoothing; the feedback does not depend on it in the first step.
  auto const none = one_step(0.01, 0, 0), some = one_step(0.01, 0, 0.15), all = one_step(0.01, 0, 1);
  CHECK(std::abs(all.own - none.own) > 1e-3);
  CHECK(some.own == Approx(0.85 * none.own + 0.15 * all.own));
  CHECK(one_step(0.01, 0).own == some.own);  // the default
}

TEST_CASE("a run trains two networks") {
  train_options const budget{.steps = 20, .batch = 10, .ratio = 4, .evaluations = 1};
  trainer<double> t(network(1), moons(), any_optimiser<double>(sgd{.rate = 0.1}), budget);
  t.run(bind_method<double>(meta_pseudo_labels({.warmup = 5}), t.info()), {});
  CHECK(t.log().steps.back().unlabelled_loss > 0);
  CHECK(t.log().steps.back().gradient_norm > 0);
}
