// Every method, over the one list of ssl/methods.hpp: its unlabelled term is alive, its target is still, and its edges
// hold.
#include "../conformance/recorded.hpp"
#include "tacit/data/two_moons.hpp"
#include "tacit/nn/models/mlp.hpp"
#include "tacit/optim/sgd.hpp"
#include "tacit/ssl/methods.hpp"
#include "tacit/train/train.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <optional>
#include <string>

using namespace tacit;
using conformance::recorded_backbone;
using conformance::recorded_batches;
using conformance::recording;

namespace {

constexpr index_t classes = 4, labelled_rows = 5, unlabelled_rows = 10, pool = 30;

constexpr std::array<double, classes> class_shares{0.4, 0.3, 0.2, 0.1};

/// Confident logits, distinct for each view and step, so that every threshold of a paper passes some rows.
tensor<double, 2> logits_for(sample_view v, index_t rows, index_t t, index_t columns = classes, int head = 0) {
  auto const view = 128 * static_cast<std::uint32_t>(head) + 16 * static_cast<std::uint32_t>(v.change) +
                    8 * static_cast<std::uint32_t>(v.stream) + 2 * static_cast<std::uint32_t>(v.strength) +
                    static_cast<std::uint32_t>(v.draw);
  random_stream random(7, purpose::user, static_cast<std::uint64_t>(t), 0, view);
  tensor<double, 2> z({rows, columns});
  for (index_t i = 0; i < rows; ++i)
    for (index_t c = 0; c < columns; ++c) z(i, c) = random.normal() + (c == i % classes ? 4.0 : 0.0);
  return z;
}

recording<double> record_views(index_t unlabelled, index_t t, head_set const& heads) {
  recording<double> all;
  for (sample_view v : {labelled, labelled2, labelled_strong, alone(labelled), alone(labelled_strong), mixed(labelled)})
    all.add(v, "", logits_for(v, labelled_rows, t));
  for (sample_view v : {clean, weak, weak2, medium, strong, strong2, perturbed(weak), mixed(weak), mixed(weak2),
                        mixed(strong), mixed(strong2), rotated(strong)})
    all.add(v, "", logits_for(v, unlabelled, t));
  auto const views = all.entries;
  heads.for_each([&](head const& h) {
    for (auto const& e : views)
      all.add(
          e.view, "",
          logits_for(e.view, e.logits.extent(0), t, h.outputs > 0 ? h.outputs : classes, 1 + static_cast<int>(h.kind)),
          h.kind);
  });
  return all;
}

struct no_updates final : updates<double> {
  void optimise() override {}
  void average() override {}
};

struct outcome {
  double loss = 0, supervised = 0;
  double student_unlabelled = 0;  ///< largest gradient on the student's unlabelled logits
  double source_only = 0;         ///< largest gradient on views that only the stopped target reads
  double teacher = 0;
  bool matches_labelled = false;  ///< consistency runs over labelled rows too
};

double largest(tensor<double, 2> const& t) {
  double most = 0;
  for (double v : t) most = std::max(most, std::abs(v));
  return most;
}

/// Views that stopped targets read and no discrepancy matches.
template <class Term>
void add_source_views(Term const& term, view_set& sources, view_set& matched) {
  if constexpr (requires { term.source; }) {
    using source = std::remove_cvref_t<decltype(term.source)>;
    if constexpr (source::stopped) term.source.student_views(sources);
  }
  if constexpr (requires { term.match.views; }) matched.add(term.match.views);
  if constexpr (requires { term.pool.views; }) sources.add(term.pool.views);
}

/// Two epochs of the method over recorded logits; the last step counts (schedules have risen, stores are filled).
template <class Method>
outcome drive(Method const& method, index_t unlabelled = unlabelled_rows) {
  recording<double> student, teacher;
  any_backbone<double> network{recorded_backbone<double>(student)}, average{recorded_backbone<double>(teacher)};
  recorded_batches<double> batches;
  for (index_t i = 0; i < labelled_rows; ++i) batches.y.push_back(static_cast<int>(i % classes));
  for (index_t i = 0; i < unlabelled; ++i) batches.pool_rows.push_back(3 * i);
  batches.unlabelled_rows = unlabelled;

  task_info info{.classes = classes,
                 .pool = pool,
                 .labelled_batch = labelled_rows,
                 .unlabelled_batch = unlabelled,
                 .steps = 4,
                 .steps_per_epoch = 2,
                 .labelled_shares = class_shares};
  std::vector<int> const labels{0, 1, 2, 3, 0, 1, 2};
  info.labels = labels;
  batches.labelled_rows = {6, 2, 0, 3, 5};
  auto function = minimise(method).template bind<double>(info);
  no_updates updates;
  tape<double> memory;
  outcome result;
  for (index_t t = 0; t < info.steps; ++t) {
    student = record_views(unlabelled, t, heads_of(method));
    teacher = record_views(unlabelled, t + info.steps, heads_of(method));
    step<double> s({context(1), network, &average, batches, memory, info}, t);
    result.loss = function(s, updates);
    result.supervised = s.reports()[0].loss;
    if ((t + 1) % info.steps_per_epoch == 0) function.end_of_epoch();
  }

  view_set sources, matched;
  std::apply([&](auto const&... term) { (add_source_views(term, sources, matched), ...); }, method.terms);
  for (auto const& e : student.entries) {
    if (e.view.stream == sample_view::stream_t::labelled) continue;  // the supervised term reads it, too
    result.student_unlabelled = std::max(result.student_unlabelled, largest(e.gradient));
    bool read = false, also_matched = false;
    for (sample_view v : sources.all()) read = read || v == e.view;
    for (sample_view v : matched.all()) also_matched = also_matched || v == e.view;
    if (read && !also_matched) result.source_only = std::max(result.source_only, largest(e.gradient));
  }
  for (sample_view v : matched.all())
    result.matches_labelled = result.matches_labelled || v.stream == sample_view::stream_t::labelled;
  for (auto const& e : teacher.entries) result.teacher = std::max(result.teacher, largest(e.gradient));
  return result;
}

/// Ramps counted in steps or epochs end within the test's few steps.
template <class Options>
Options shortened(Options o) {
  if constexpr (requires { o.length; }) o.length = 1;
  if constexpr (requires { o.warmup; }) o.warmup = 0;
  if constexpr (requires { o.start; }) o.start = 1;
  return o;
}

/// Weights of further terms are zero.
template <class Options>
Options without_further_terms(Options o) {
  if constexpr (requires { o.fairness; }) o.fairness = 0;
  if constexpr (requires { o.distance_weight; }) o.distance_weight = 0;
  if constexpr (requires { o.rotation_weight; }) o.rotation_weight = 0;
  if constexpr (requires { o.strong_weight; }) o.strong_weight = 0;
  if constexpr (requires { o.shrink_weight; }) o.shrink_weight = 0;
  if constexpr (requires { o.contrast_weight; }) o.contrast_weight = 0;
  if constexpr (requires { o.instance_weight; }) o.instance_weight = 0;
  return o;
}

/// Whether the first term of a method is that of supervised training.
template <class Term>
bool is_mean_over_labelled(Term const& term) {
  if constexpr (requires { term.over_all_rows; })
    return !term.over_all_rows;
  else
    return false;
}

template <class Body>
void every_method(Body const& body) {
  for_each_method([&](char const* name, auto options, auto make) {
    INFO(name);
    body(std::string(name), shortened(options), make);
  });
}

}  // namespace

TEST_CASE("the unlabelled gradient reaches the student, and no stopped target") {
  every_method([](std::string const& name, auto options, auto make) {
    auto const r = drive(make(options));
    if (name == "supervised")
      CHECK(r.student_unlabelled == 0);
    else
      CHECK(r.student_unlabelled > 1e-6);
    CHECK(r.source_only == 0);
    CHECK(r.teacher == 0);
    CHECK(std::isfinite(r.loss));
  });
}

TEST_CASE("a weight of zero leaves the supervised loss alone") {
  every_method([](std::string const&, auto options, auto make) {
    if constexpr (requires { options.weight; }) {
      options.weight = 0;
      auto const r = drive(make(without_further_terms(options)));
      CHECK(r.student_unlabelled == 0);
      CHECK(r.loss == r.supervised);
    }
  });
}

TEST_CASE("an empty unlabelled batch leaves the supervised loss alone") {
  every_method([](std::string const&, auto options, auto make) {
    auto const r = drive(make(options), 0);
    if (r.matches_labelled)
      CHECK(r.loss != r.supervised);
    else
      CHECK(r.loss == r.supervised);
    CHECK(r.student_unlabelled == 0);
  });
}

TEST_CASE("a threshold above one selects nothing, one of zero everything") {
  every_method([](std::string const& name, auto options, auto make) {
    if constexpr (requires { options.threshold; }) {
      options.threshold = 1.5;
      auto const none = drive(make(without_further_terms(options)));
      bool const per_class = name == "flexmatch" || name == "sequencematch";  // no class has been learned: 1.5 * 0
      bool const uses_rest = name == "refixmatch";
      CHECK((none.loss == none.supervised) == !(per_class || uses_rest));
      CHECK((none.student_unlabelled == 0) == !(per_class || uses_rest));
      options.threshold = 0;
      CHECK(drive(make(options)).student_unlabelled > 1e-6);
    }
  });
}

TEST_CASE("with weight zero and passes of their own, training is supervised training bit for bit") {
  auto const on = split(two_moons({.samples = 200}), {.per_class = 3, .seed = 3});
  train_options const budget{.steps = 12, .batch = 8, .ratio = 3, .seed = 5, .evaluations = 1};
  auto const hash_of = [&](auto const& method) {
    return train(mlp({2, 16, 2}), on, method, sgd{.rate = 0.1, .momentum = 0.9}, budget).weight_hash;
  };
  auto const supervised_hash = hash_of(supervised());
  int compared = 0;
  every_method([&](std::string const& name, auto options, auto make) {
    if constexpr (requires { options.weight; }) {
      options.weight = 0;
      auto const method = make(options);
      if (std::is_same_v<decltype(method.passes), separate_t> && is_mean_over_labelled(std::get<0>(method.terms))) {
        INFO(name);
        CHECK(hash_of(method) == supervised_hash);
        ++compared;
      }
    }
  });
  CHECK(compared >= 6);
}

TEST_CASE("the hash of the weights is the same for any number of threads, and another for another seed") {
  auto const on = split(two_moons({.samples = 400}), {.per_class = 3, .seed = 3});
  auto const hash_of = [&](int threads, std::uint64_t seed) {
    return train(mlp({2, 64, 64, 2}), on, fixmatch(), sgd{.rate = 0.1, .momentum = 0.9},
                 {.steps = 50, .batch = 32, .ratio = 7, .seed = seed, .threads = threads, .evaluations = 1})
        .weight_hash;
  };
  auto const one = hash_of(1, 1);
  for (int threads : {2, 3, 4, 7}) CHECK(hash_of(threads, 1) == one);
  CHECK(hash_of(1, 2) != one);
}
