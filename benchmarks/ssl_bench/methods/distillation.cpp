// distillation, with its settings for a run of this program.
#include <algorithm>

#include "../methods.hpp"
#include "../text.hpp"
#include "tacit/ssl/methods/distill.hpp"
#include "tacit/ssl/methods/fixmatch.hpp"

namespace bench {

namespace {

/// Teacher and student share the budget of the other methods, and are of one size. The teacher learns from the pool
/// already, as in SimCLR v2, whose students learn from its answers there; one trained on the labels alone knows little.
prepared_method prepare(run_facts const& run) {
  tacit::fixmatch_options taught;
  if (run.points) taught = {.threshold = 0.8, .weight = 5};
  tacit::distill_options const o;
  auto const half = std::max<tacit::index_t>(1, run.info.steps / 2);
  training_procedure procedure = [=](tacit::training<float> with, tacit::any_backbone<float> const& network,
                                     tacit::task const& on) {
    with.options.steps = half;
    auto teacher = with.run(network, on, tacit::fixmatch(taught), 0);
    if (!tacit::was_finished(*teacher)) return teacher;
    auto student = network;
    student.initialise(with.options.seed + 1);
    return with.run(std::move(student), on, tacit::distill(teacher->evaluated(), o), 1);
  };
  return {std::move(procedure), "teacher by fixmatch, then a new student of its size, " + std::to_string(half) +
                                    " steps each, temperature " + number(o.temperature) + ", alpha " + number(o.alpha)};
}

}  // namespace

method_entry distillation_entry() {
  return {.name = "distillation",
          .idea = "a student learns a trained teacher's probabilities of all samples",
          .prepare = &prepare,
          .page = "distill"};
}

}  // namespace bench
