// Area `model`: rounds of self-training, the curriculum and Noisy Student's table; the classifier returns the stored
// probabilities.
#include <algorithm>

#include "runner.hpp"
#include "tacit/ssl/rounds/pseudo_label_table.hpp"
#include "tacit/ssl/rounds/self_training.hpp"
#include "tacit/ssl/target/harden.hpp"

namespace conformance {
namespace {

using tacit::index_t;

/// Fitted k times, it answers with table k of the case. A row of x holds the sample's number.
template <class S>
class stored_classifier {
 public:
  explicit stored_classifier(tacit::tensor<S, 3> tables) : tables_(std::move(tables)) {}

  void fit(tacit::tensor<S, 2> const&, std::vector<int> const&) { ++fits_; }
  tacit::tensor<S, 2> predict_proba(tacit::tensor<S, 2> const& x) const {
    auto const p = tables_.view().row(fits_ - 1);
    tacit::tensor<S, 2> out({x.extent(0), p.extent(1)});
    for (index_t i = 0; i < x.extent(0); ++i)
      for (index_t c = 0; c < p.extent(1); ++c) out(i, c) = p(static_cast<index_t>(x(i, 0)), c);
    return out;
  }

 private:
  tacit::tensor<S, 3> tables_;
  index_t fits_ = 0;
};

/// What the table held after each round; rounds that were not needed any more repeat the last.
struct table_history {
  tacit::tensor<std::int64_t, 2> labels, known, guessed;
  explicit table_history(index_t rounds, index_t rows)
      : labels({rounds, rows}), known({rounds, rows}), guessed({rounds, rows}) {}

  void note(index_t round, tacit::label_table const& table) {
    for (index_t r = round; r < labels.extent(0); ++r)
      for (index_t i = 0; i < labels.extent(1); ++i) {
        auto const k = static_cast<std::size_t>(i);
        labels(r, i) = table.labels[k];
        known(r, i) = table.iteration[k] >= 0;
        guessed(r, i) = table.iteration[k] > 0;
      }
  }
};

template <class Run, class Selection>
tacit::self_training_result run_rounds(Run& r, Selection const& selection, table_history& history) {
  using S = typename Run::scalar;
  auto y = r.labels("y");
  auto const given = r.integers("labelled");
  tacit::tensor<S, 2> numbers({static_cast<index_t>(y.size()), 1});
  for (std::size_t i = 0; i < y.size(); ++i) {
    numbers(static_cast<index_t>(i), 0) = static_cast<S>(i);
    if (given[i] == 0) y[i] = tacit::unknown_label;
  }
  stored_classifier<S> classifier(r.template in<3>("p"));
  history.note(0, tacit::label_table(y));
  tacit::self_training_options const options{.max_rounds = r.count("rounds"), .stop_unchanged = false};
  return tacit::self_training(classifier, numbers, y, selection, options,
                              [&](index_t round, tacit::label_table const& table) { history.note(round, table); });
}

template <class Run, class Selection>
void self_training(Run& r, Selection const& selection) {
  table_history history(r.count("rounds"), r.shape("y")[0]);
  auto const result = run_rounds(r, selection, history);
  r.check("labelled_after", history.known);
  r.check("label_after", history.labels);
  r.check("iteration", result.table.iteration);
}

template <class Run>
void curriculum(Run& r) {
  index_t const rounds = r.count("rounds");
  table_history history(rounds, r.shape("y")[0]);
  run_rounds(r, tacit::curriculum{.rounds = rounds}, history);
  r.check("selected", history.guessed);

  auto const p = r.template in<3>("p");
  tacit::tensor<std::int64_t, 2> labels({rounds, p.extent(1)});
  for (index_t k = 0; k < rounds; ++k) {
    auto const hard = tacit::harden(p.view().row(k));
    std::copy(hard.begin(), hard.end(), labels.data() + k * p.extent(1));
  }
  r.check("label", labels);
}

template <class Run>
void noisy_student_table(Run& r) {
  auto const table =
      tacit::balanced_table{.threshold = r.number("threshold"), .count = r.count("count")}(r.template in<2>("p"));
  std::vector<int> kept;
  for (index_t copies : table.copies) kept.push_back(copies > 0);
  r.check("label", table.labels);
  r.check("copies", table.copies);
  r.check("kept", kept);
}

}  // namespace

void add_model_self_training_operations(registry& all) {
  all.add("model", "self_training_threshold",
          [](auto& r) { self_training(r, tacit::confidence_above{.threshold = r.number("argument")}); });
  all.add("model", "self_training_k_best",
          [](auto& r) { self_training(r, tacit::most_confident{.count = r.count("argument")}); });
  all.add("model", "self_training_per_class",
          [](auto& r) { self_training(r, tacit::most_confident_per_class{.count = r.count("argument")}); });
  all.add("model", "curriculum", [](auto& r) { curriculum(r); });
  all.add("model", "noisy_student_table", [](auto& r) { noisy_student_table(r); });
}

}  // namespace conformance
