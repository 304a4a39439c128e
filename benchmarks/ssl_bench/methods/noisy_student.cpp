// noisy_student, with its settings for a run of this program.
#include "tacit/train/noisy_student.hpp"
#include "../methods.hpp"
#include "../text.hpp"

namespace bench {

namespace {
using tacit::index_t;

/// The generations share the budget of the other methods, and are of one size.
prepared_method prepare(run_facts const& run) {
  tacit::noisy_student_options const o{.generations = 2, .weight = 1};
  index_t const steps = std::max<index_t>(1, run.info.steps / (o.generations + 1));
  training_procedure procedure = [steps, o](tacit::training<float> with, tacit::any_backbone<float> const& network,
                                            tacit::task const& on) {
    with.options.steps = steps;
    auto const make = [&](index_t generation) {
      auto student = network;
      if (generation > 0) student.initialise(with.options.seed + static_cast<std::uint64_t>(generation));
      return student;
    };
    return tacit::noisy_student<float>(with, make, on, o).last;
  };
  return {std::move(procedure), std::to_string(o.generations) + " students after the first teacher, " +
                                    std::to_string(steps) + " steps each, soft labels, threshold " +
                                    number(o.threshold) + ", weight " + number(o.weight)};
}
}  // namespace

method_entry noisy_student_entry() {
  return {"noisy_student", "teachers without noise label for noisy students, in generations", &prepare};
}

}  // namespace bench
