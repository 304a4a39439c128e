// training: what the trainings of a procedure share; each starts anew on a task of its own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tacit/data/file.hpp"
#include "tacit/train/trainer.hpp"

namespace tacit::inline TACIT_ABI {

/// Everything of a training but its network, task and method.
template <std::floating_point Scalar>
struct training {
  any_optimiser<Scalar> optimiser;
  train_options options;
  std::vector<training_callback> callbacks = {};

  /// Trains `network` to the end of the budget, `options.trained` alone where it is given. `number` counts the
  /// trainings of a procedure: each has a seed of its own, and a checkpoint of its own, so that a procedure that is
  /// resumed passes through those that were finished and goes on with the one that was not.
  template <class Method>
  std::unique_ptr<trainer<Scalar>> run(any_backbone<Scalar> network, task const& on, Method const& method,
                                       index_t number) const {
    auto own = options;
    own.seed += static_cast<std::uint64_t>(number);
    own.checkpoint = checkpoint_of(number);
    auto t = std::make_unique<trainer<Scalar>>(std::move(network), on,
                                               own.trained ? optimiser.limited_to(own.trained) : optimiser, own);
    t->run(bind_method<Scalar>(method, t->info()), callbacks);
    return t;
  }

 private:
  /// The first training has the name that was asked for.
  checkpoint_options checkpoint_of(index_t number) const {
    auto own = options.checkpoint;
    if (own.path.empty() || !own.store) return own;
    auto const later = [&](index_t k) { return path_with(options.checkpoint.path, std::to_string(k)); };
    if (number > 0) {
      own.path = later(number);
      own.resume = own.resume && own.store->holds(own.path);
    } else if (!own.resume) {  // a new run: what an earlier one left of its later trainings is not part of it
      for (index_t k = 1; own.store->holds(later(k)); ++k) own.store->remove(later(k));
    }
    return own;
  }
};

/// Whether a training reached the end of its budget, or a callback ended it.
template <std::floating_point Scalar>
bool was_finished(trainer<Scalar> const& t) {
  return static_cast<index_t>(t.log().steps.size()) == t.info().steps;
}

/// Samples of a task that have no label: its pool without the labelled samples.
inline std::vector<index_t> unlabelled_samples(task const& on) {
  std::vector<std::uint8_t> known(static_cast<std::size_t>(on.data->train.count));
  for (index_t i : on.split.labelled) known[static_cast<std::size_t>(i)] = 1;
  std::vector<index_t> rows;
  for (index_t i : on.split.pool)
    if (!known[static_cast<std::size_t>(i)]) rows.push_back(i);
  return rows;
}

}  // namespace tacit::inline TACIT_ABI
