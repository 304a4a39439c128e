// only_selected: rows of weight zero are left out, and nothing else changes.
#include "tacit/ssl/term/only_selected.hpp"
#include "tacit/data/two_moons.hpp"
#include "tacit/loss/cross_entropy.hpp"
#include "tacit/nn/models/mlp.hpp"
#include "tacit/optim/schedule/constant.hpp"
#include "tacit/optim/sgd.hpp"
#include "tacit/ssl/methods/fixmatch.hpp"
#include "tacit/ssl/methods/supervised_only.hpp"
#include "tacit/ssl/minimise.hpp"
#include "tacit/ssl/source/guessed.hpp"
#include "tacit/train/loader_source.hpp"
#include "tacit/train/train.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace tacit;

namespace {

constexpr index_t labelled_rows = 6, unlabelled_rows = 12;

/// Selects each row whose number is a multiple of `every`; none for 0.
struct each {
  index_t every;
  template <class S>
  void operator()(prediction<S> const&, vector_view<S> weight) const {
    for (index_t i = 0; i < weight.size(); ++i) weight[i] = every > 0 && i % every == 0 ? S(0.5) : S(0);
  }
};

template <class Transform>
auto term_of(Transform const& transform, index_t every) {
  return consistency(guessed(weak), transform, each{every}, on(strong, cross_entropy), constant{2});
}

struct outcome {
  double loss = 0, mask = 0, unlabelled = 0;
  index_t rows = 0;
  std::vector<double> gradient;
};

struct no_updates final : updates<double> {
  void optimise() override {}
  void average() override {}
};

/// One step over two moons.
template <class Method>
outcome run(Method const& m) {
  task const on = split(two_moons({.samples = 100}), {.per_class = 3, .seed = 1});
  loader_source<double> batches{on, {.batch = labelled_rows, .ratio = 2, .seed = 1}};
  batches.seek(0);
  any_backbone<double> student{model<mlp_network, double>(mlp({2, 7, 2}), {2}, 1, context(1))};
  tape<double> memory;
  task_info const info{.classes = 2};
  auto function = minimise(m).template bind<double>(info);
  no_updates updates;
  step<double> s({context(1), student, nullptr, batches, memory, info}, 0);
  outcome o;
  o.loss = function(s, updates);
  o.rows = s.rows_forwarded();
  auto const gradients = student.spans().gradients;
  o.gradient.assign(gradients.begin(), gradients.end());
  for (auto const& r : s.reports())
    if (r.unlabelled) {
      o.unlabelled = r.loss;
      for (index_t i = 0; i < r.mask.size(); ++i) o.mask += r.mask[i];
    }
  return o;
}

template <class Transform>
void require_same(Transform const& transform, index_t every) {
  auto const all = run(method(separate, supervised(cross_entropy), term_of(transform, every)));
  auto const kept = run(method(separate, supervised(cross_entropy), only_selected(term_of(transform, every))));
  CHECK(kept.loss == Approx(all.loss));
  CHECK(kept.unlabelled == Approx(all.unlabelled));
  CHECK(kept.mask == all.mask);
  CHECK(all.rows == labelled_rows + 2 * unlabelled_rows);
  CHECK(kept.rows == labelled_rows + unlabelled_rows + (unlabelled_rows + every - 1) / every);
  REQUIRE(kept.gradient.size() == all.gradient.size());
  for (std::size_t i = 0; i < all.gradient.size(); ++i)
    CHECK(kept.gradient[i] == Approx(all.gradient[i]).margin(1e-14));
}

}  // namespace

TEST_CASE("the loss and its gradient are those of all rows", "[ssl]") {
  for (index_t every : {1, 3, 5}) {
    require_same(harden, every);
    require_same(tempered{0.5}, every);
  }
}

TEST_CASE("without a selected row the step is a supervised one, bit for bit", "[ssl]") {
  auto const none = run(method(separate, supervised(cross_entropy), only_selected(term_of(harden, 0))));
  auto const alone = run(tacit::supervised());
  CHECK(none.loss == alone.loss);
  CHECK(none.gradient == alone.gradient);
  CHECK(none.unlabelled == 0);
  CHECK(none.rows == labelled_rows + unlabelled_rows);
}

TEST_CASE("targets that need the pass which is cut are refused", "[ssl]") {
  auto const circular = consistency(student(weak), harden, each{2}, on(strong, cross_entropy), constant{1});
  CHECK_THROWS_WITH(run(method(separate, supervised(cross_entropy), only_selected(circular))),
                    Catch::Contains("guessed(weak)"));
}

TEST_CASE("a policy that reads logits is refused on a mean of predictions", "[ssl]") {
  auto const mean =
      consistency(guessed(rows_of(weak, weak2)), tempered{0.5}, each{2}, on(strong, cross_entropy), constant{2});
  CHECK_THROWS_WITH(run(method(separate, supervised(cross_entropy), mean)), Catch::Contains("tempered reads logits"));
}

TEST_CASE("a run that leaves rows out learns, and says what it selected", "[ssl]") {
  auto const few = split(two_moons({.seed = 3}), {.per_class = 3, .seed = 3});
  auto const m = method(separate, supervised(cross_entropy),
                        only_selected(consistency(guessed(weak), harden, confident{.threshold = 0.9},
                                                  on(strong, cross_entropy), constant{1})));
  auto const result =
      train(mlp({2, 32, 2}), few, m, sgd{.rate = 0.1, .momentum = 0.9}, {.steps = 300, .batch = 6, .ratio = 7});
  CHECK(result.evaluation.last > 0.75);
  auto const& last = result.history.steps.back();
  CHECK(last.mask_rate > 0.2);
  CHECK(last.pseudo_label_accuracy > 0.6);
}
