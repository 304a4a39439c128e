// self_training: train, predict, take the predictions that a selection trusts as labels, train again; for any
// classifier.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tacit/ssl/rounds/label_table.hpp"
#include "tacit/ssl/rounds/probabilistic_classifier.hpp"
#include "tacit/ssl/rounds/round_selection.hpp"
#include "tacit/tensor/standard.hpp"
#include "tacit/tensor/tensor.hpp"

namespace tacit::inline TACIT_ABI {

struct self_training_options {
  index_t max_rounds = 10;     ///< 0: until a round selects nothing or every sample has a label
  bool stop_unchanged = true;  ///< a round that selects nothing is the last
  double weight = 1;           ///< of a guessed label beside a given one; other than 1 needs a WeightedClassifier
};

/// Why the rounds ended.
enum class self_training_end { max_rounds, no_change, all_labelled, stopped };

struct self_training_result {
  label_table table;
  index_t rounds = 0;
  self_training_end end = self_training_end::max_rounds;
  std::vector<index_t> selected;  ///< how many guesses each round took
};

/// The rounds, whatever is trained: `fit(table)` trains anew on the rows that have a label, and
/// returns whether to go on; `predict(rows)` gives their
/// class probabilities, rows x classes; `after(round, table)` sees the table after each round. After the last round one
/// more fit uses all labels.
template <RoundSelection Selection, class Fit, class Predict, class After>
self_training_result self_training_rounds(label_table table, Selection const& selection,
                                          self_training_options const& options, Fit const& fit, Predict const& predict,
                                          After const& after) {
  if (options.max_rounds < 0)
    detail::throw_error<value_error>("self_training: max_rounds: expected at least 0, got {}", {options.max_rounds});
  self_training_result result;
  auto const stop = [&](label_table so_far) {
    result.end = self_training_end::stopped;
    result.table = std::move(so_far);
    return std::move(result);
  };
  bool unchanged = false;
  while (!unchanged && !table.unlabelled().empty() && (options.max_rounds == 0 || result.rounds < options.max_rounds)) {
    if (!fit(std::as_const(table))) return stop(std::move(table));
    std::vector<index_t> const rows = detail::SelectsAfresh<Selection> ? table.open() : table.unlabelled();
    auto guesses = guesses_of(predict(rows), rows);
    selection(guesses, result.rounds);
    if (detail::SelectsAfresh<Selection>) table.forget();
    table.assign(guesses, ++result.rounds);
    result.selected.push_back(static_cast<index_t>(guesses.size()));
    // A selection that starts afresh may begin with nothing: a curriculum of more rounds than samples.
    unchanged =
        guesses.empty() && !detail::SelectsAfresh<Selection> && (options.stop_unchanged || options.max_rounds == 0);
    after(result.rounds - 1, std::as_const(table));
  }
  // The order of scikit-learn: a last round without change counts as the end of the rounds.
  if (unchanged) result.end = self_training_end::no_change;
  if (options.max_rounds > 0 && result.rounds == options.max_rounds) result.end = self_training_end::max_rounds;
  if (table.unlabelled().empty()) result.end = self_training_end::all_labelled;
  if (!fit(std::as_const(table))) return stop(std::move(table));
  result.table = std::move(table);
  return result;
}

namespace detail {
template <class Scalar>
tensor<Scalar, 2> take_rows(matrix_view<Scalar const> x, std::vector<index_t> const& rows) {
  tensor<Scalar, 2> out({static_cast<index_t>(rows.size()), x.extent(1)});
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (index_t k = 0; k < x.extent(1); ++k) out(static_cast<index_t>(i), k) = x(rows[i], k);
  return out;
}

template <class Scalar, class Classifier>
void fit_labelled(Classifier& classifier, matrix_view<Scalar const> x, label_table const& table, double weight) {
  auto const rows = table.labelled();
  std::vector<int> y;
  for (index_t i : rows) y.push_back(table.labels[static_cast<std::size_t>(i)]);
  if constexpr (WeightedClassifier<Classifier, Scalar>) {
    if (weight != 1) {
      std::vector<double> w;
      for (index_t i : rows) w.push_back(table.iteration[static_cast<std::size_t>(i)] == 0 ? 1.0 : weight);
      classifier.fit(take_rows(x, rows), y, w);
      return;
    }
  }
  if (weight != 1)
    throw_error<value_error>("self_training: weight: this classifier's fit takes no weights; expected 1, got {}",
                             {weight});
  classifier.fit(take_rows(x, rows), y);
}
}  // namespace detail

/// `self_training(classifier, x, y, confidence_above{.threshold = 0.75})`: y holds a label for each row of x, or
/// unknown_label (-1). Each round fits on all labels so far, predicts the other rows, and takes what the selection
/// trusts. The semantics are those of scikit-learn's SelfTrainingClassifier; the classifier is left fitted on all
/// labels.
template <class Classifier, FloatingTensor X, RoundSelection Selection, class After>
self_training_result self_training(Classifier& classifier, X const& x, std::vector<int> y, Selection const& selection,
                                   self_training_options const& options, After const& after) {
  using Scalar = value_type_of<X>;
  static_assert(ProbabilisticClassifier<Classifier, Scalar>,
                "tacit::self_training: the classifier needs fit(x, y) and predict_proba(x): see docs/concepts.md");
  auto const rows = read<2>(x);
  matrix_view<Scalar const> const view = *rows;
  detail::require_extent("self_training", "labels", view.extent(0), static_cast<index_t>(y.size()));
  label_table table(std::move(y));
  if (table.labelled().empty()) throw value_error("self_training: expected at least one label, got none");
  return self_training_rounds(
      std::move(table), selection, options,
      [&](label_table const& t) { return detail::fit_labelled<Scalar>(classifier, view, t, options.weight), true; },
      [&](std::vector<index_t> const& chosen) { return classifier.predict_proba(detail::take_rows(view, chosen)); },
      after);
}
template <class Classifier, FloatingTensor X, RoundSelection Selection>
self_training_result self_training(Classifier& classifier, X const& x, std::vector<int> y, Selection const& selection,
                                   self_training_options const& options = {}) {
  return self_training(classifier, x, std::move(y), selection, options, [](index_t, label_table const&) {});
}

}  // namespace tacit::inline TACIT_ABI
