// pseudo_label, with its settings for a run of this program.
#include "tacit/ssl/methods/pseudo_label.hpp"
#include "../methods.hpp"
#include "../text.hpp"

namespace bench {

namespace {
prepared_method prepare(run_facts const& run) {
  tacit::pseudo_label_options o;
  if (run.points) o = {.threshold = 0.8, .weight = 5, .fraction = 0.02};
  return {tacit::bind_method<float>(tacit::pseudo_label(o), run.info),
          "threshold " + number(o.threshold) + ", " + rising_weight(o.weight, o.fraction, run.info)};
}
}  // namespace

method_entry pseudo_label_entry() {
  return {"pseudo_label", "confident predictions become labels of the same view", &prepare};
}

}  // namespace bench
