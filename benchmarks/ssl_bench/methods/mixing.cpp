// arazo, ict, mixmatch and remixmatch, with their settings for a run of this program.
#include <algorithm>
#include <cmath>
#include <string>

#include "../methods.hpp"
#include "../text.hpp"
#include "tacit/ssl/methods/arazo.hpp"
#include "tacit/ssl/methods/ict.hpp"
#include "tacit/ssl/methods/mixmatch.hpp"
#include "tacit/ssl/methods/remixmatch.hpp"

namespace bench {

namespace {

/// The papers' share of the run, in steps.
double steps_of(run_facts const& run, double share) {
  return std::max(1.0, share * static_cast<double>(run.info.steps));
}

prepared_method arazo(run_facts const& run) {
  auto const epochs = static_cast<double>(run.info.steps) / static_cast<double>(run.info.steps_per_epoch);
  tacit::arazo_options const o{.warmup = std::floor(epochs / 40)};
  return {tacit::bind_method<float>(tacit::arazo(o), run.info), "prior " + number(o.prior) + ", entropy " +
                                                                    number(o.entropy) + ", labelled rows alone for " +
                                                                    number(o.warmup) + " epochs"};
}

prepared_method ict(run_facts const& run) {
  tacit::ict_options o{.length = steps_of(run, 0.25)};
  if (run.points) o.weight = 10, o.beta = 0.1;  // at the papers' 100 every point is soon of one class
  return {tacit::bind_method<float>(tacit::ict(o), run.info),
          "weight " + number(o.weight) + ", rising over " + number(o.length) + " steps, beta " + number(o.beta)};
}

prepared_method mixmatch(run_facts const& run) {
  tacit::mixmatch_options o{.length = steps_of(run, 1.0 / 64)};
  if (run.points) o.weight = 10, o.beta = 0.1;
  return {tacit::bind_method<float>(tacit::mixmatch(o), run.info),
          "weight " + number(o.weight) + ", rising over " + number(o.length) + " steps, temperature " +
              number(o.temperature) + ", beta " + number(o.beta)};
}

prepared_method remixmatch(run_facts const& run) {
  tacit::remixmatch_options const o{.length = steps_of(run, 1.0 / 64),
                                    .window = std::clamp<tacit::index_t>(run.info.steps / 20, 1, 128)};
  return {tacit::bind_method<float>(tacit::remixmatch(o), run.info),
          "weights " + number(o.weight) + ", " + number(o.strong_weight) + " (strong), " + number(o.rotation_weight) +
              " (rotation), the first two rising over " + number(o.length) + " steps, window " +
              std::to_string(o.window)};
}

}  // namespace

method_entry arazo_entry() {
  return {"arazo", "soft labels of the epoch before, mixed with the given ones against confirmation bias", &arazo};
}
method_entry ict_entry() {
  return {"ict", "a prediction between two samples should lie between the teacher's predictions", &ict};
}
method_entry mixmatch_entry() {
  return {"mixmatch", "sharpened guesses of several views, everything mixed with everything", &mixmatch};
}
method_entry remixmatch_entry() {
  return {.name = "remixmatch",
          .idea = "mixmatch with aligned guesses, strong views and rotations; images alone",
          .prepare = &remixmatch,
          .images_alone = true};
}

}  // namespace bench
