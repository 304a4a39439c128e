// Self-training over networks: rounds of training, each on the labels so far (Cascante-Bonilla et al. 2021).
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tacit/ssl/rounds/self_training.hpp"
#include "tacit/train/train.hpp"
#include "tacit/train/training.hpp"

namespace tacit::inline TACIT_ABI {

/// One round: how many labels it trained on, and how many labels are guesses after it.
struct round_log {
  index_t trained_on = 0, guessed = 0;
  double guess_accuracy = unknown;  ///< of the guesses, where the pool's true labels are known; no part of training
  double validation_accuracy = unknown;
};

template <std::floating_point Scalar>
struct self_trained {
  std::unique_ptr<trainer<Scalar>> last;  ///< of the last round, trained on all labels
  label_table table;                      ///< of `samples`
  std::vector<index_t> samples;           ///< rows of the training part: the labelled ones, then the others of the pool
  self_training_end end = self_training_end::max_rounds;
  std::vector<round_log> rounds;
};

struct network_rounds_options {
  self_training_options rounds = {};
  bool reinitialise = true;  ///< every round begins with new weights; going on from the last ones confirms its errors
};

/// Each round trains by `method` (supervised() for the plain form) with the labels so far as labelled samples, predicts
/// the rest in inference mode without augmentation by the evaluated weights, and selects.
template <std::floating_point Scalar, class Method, RoundSelection Selection>
self_trained<Scalar> self_training(training<Scalar> const& with, any_backbone<Scalar> const& network, task const& on,
                                   Method const& method, Selection const& selection,
                                   network_rounds_options const& options = {}) {
  if (options.rounds.weight != 1)
    detail::throw_error<value_error>(
        "self_training: weight: a network's labelled rows count equally; expected 1, got {}", {options.rounds.weight});
  self_trained<Scalar> out;
  out.samples = on.split.labelled;
  auto const rest = unlabelled_samples(on);
  out.samples.insert(out.samples.end(), rest.begin(), rest.end());
  std::vector<int> given(out.samples.size(), unknown_label);
  for (std::size_t k = 0; k < on.split.labelled.size(); ++k) given[k] = on.label(k);

  auto const train_round = [&](label_table const& table) {
    auto own = on;
    own.split.labelled.clear();
    for (index_t row : table.labelled()) {
      own.split.labelled.push_back(out.samples[static_cast<std::size_t>(row)]);
      own.labels.push_back(table.labels[static_cast<std::size_t>(row)]);
    }
    auto const number = static_cast<index_t>(out.rounds.size());
    auto start = options.reinitialise || !out.last ? network : out.last->student();
    if (options.reinitialise && number > 0) start.initialise(with.options.seed + static_cast<std::uint64_t>(number));
    out.last = with.run(std::move(start), own, method, number);
    out.rounds.push_back(
        {static_cast<index_t>(own.labels.size()), 0, unknown, out.last->log().evaluations.back().validation_accuracy});
    return was_finished(*out.last);
  };
  auto const predict = [&](std::vector<index_t> const& rows) {
    std::vector<index_t> chosen;
    for (index_t row : rows) chosen.push_back(out.samples[static_cast<std::size_t>(row)]);
    return predict_probabilities(context(with.options.threads), out.last->evaluated(), on.data->train, chosen,
                                 on.views.none, on.classes());
  };
  auto const after = [&](index_t, label_table const& table) {
    index_t guessed = 0, known = 0, right = 0;
    for (index_t row : table.open()) {
      auto const i = static_cast<std::size_t>(row);
      if (table.iteration[i] < 0) continue;
      ++guessed;
      int const truth = on.data->train_labels[static_cast<std::size_t>(out.samples[i])];
      known += truth != unknown_label;
      right += truth == table.labels[i];
    }
    out.rounds.back().guessed = guessed;
    if (known > 0) out.rounds.back().guess_accuracy = static_cast<double>(right) / static_cast<double>(known);
  };
  auto result =
      self_training_rounds(label_table(std::move(given)), selection, options.rounds, train_round, predict, after);
  out.table = std::move(result.table);
  out.end = result.end;
  return out;
}

template <class Model>
struct self_training_run {
  run_result<Model> run;  ///< of the last round
  self_trained<backbone_scalar<Model>> rounds;
};

/// The same with a network's description or a backbone, as train() takes them:
/// `self_training(mlp({2, 64, 2}), task, supervised(), adam{}, {.steps = 200}, curriculum{.rounds = 5})`.
template <class Network, class Method, class Optimiser, RoundSelection Selection>
auto self_training(Network network, task const& on, Method const& method, Optimiser const& optimiser,
                   train_options const& budget, Selection const& selection,
                   network_rounds_options const& options = {}) {
  auto model = detail::backbone_of(std::move(network), on, budget);
  using model_type = decltype(model);
  using scalar_type = backbone_scalar<model_type>;
  training<scalar_type> const with{any_optimiser<scalar_type>(optimiser, budget.trained), budget};
  auto rounds = self_training(with, any_backbone<scalar_type>(std::move(model)), on, method, selection, options);
  auto run = detail::result_of<model_type>(*rounds.last, rounds.last->log(), on);
  return self_training_run<model_type>{std::move(run), std::move(rounds)};
}

}  // namespace tacit::inline TACIT_ABI
