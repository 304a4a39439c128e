// self_training with the curriculum, with its settings for a run of this program.
#include "tacit/train/self_training.hpp"
#include "../methods.hpp"
#include "../text.hpp"
#include "tacit/ssl/methods/supervised_only.hpp"

namespace bench {

namespace {
using tacit::index_t;

constexpr index_t rounds = 4;

/// Of the last round that guessed.
guesses last_guesses(std::vector<tacit::round_log> const& all, std::size_t pool) {
  guesses last;
  for (auto const& round : all)
    if (round.guessed > 0) last = {static_cast<double>(round.guessed) / static_cast<double>(pool), round.guess_accuracy};
  return last;
}

/// The rounds share the budget of the other methods: each trains for an equal part of the steps.
prepared_method prepare(run_facts const& run) {
  index_t const steps = std::max<index_t>(1, run.info.steps / (rounds + 1));
  training_procedure procedure = [steps](tacit::training<float> with, tacit::any_backbone<float> const& network,
                                         tacit::task const& on) {
    with.options.steps = steps;
    auto done = tacit::self_training(with, network, on, tacit::supervised(), tacit::curriculum{.rounds = rounds});
    return trained(std::move(done.last), last_guesses(done.rounds, tacit::unlabelled_samples(on).size()));
  };
  return {std::move(procedure), "curriculum of " + std::to_string(rounds) + " rounds, each from new weights, " +
                                    std::to_string(steps) + " steps a training"};
}
}  // namespace

method_entry self_training_entry() {
  return {"self_training", "rounds of training on the most confident predictions of the last round", &prepare};
}

}  // namespace bench
