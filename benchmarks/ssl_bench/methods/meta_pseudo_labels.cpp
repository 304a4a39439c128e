// meta_pseudo_labels, with its settings for a run of this program.
#include "tacit/ssl/methods/meta_pseudo_labels.hpp"
#include "../methods.hpp"
#include "../text.hpp"

namespace bench {

namespace {
prepared_method prepare(run_facts const& run) {
  tacit::meta_pseudo_labels_options o;
  o.warmup = 0.1 * static_cast<double>(run.info.steps);
  if (run.points) o.weight = 1;
  return {tacit::bind_method<float>(tacit::meta_pseudo_labels(o), run.info),
          "consistency of the teacher: weight " + number(o.weight) + " after " + number(o.warmup) +
              " steps, threshold " + number(o.threshold) + ", temperature " + number(o.temperature)};
}
}  // namespace

method_entry meta_pseudo_labels_entry() {
  return {"meta_pseudo_labels", "a teacher learns from what its labels did for the student", &prepare};
}

}  // namespace bench
