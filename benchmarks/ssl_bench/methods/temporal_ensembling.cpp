// temporal_ensembling, with its settings for a run of this program.
#include "tacit/ssl/methods/temporal_ensembling.hpp"
#include "../methods.hpp"
#include "../text.hpp"

namespace bench {

namespace {
prepared_method prepare(run_facts const& run) {
  // The paper raises the weight over 80 of its 300 epochs.
  tacit::temporal_ensembling_options o;
  if (run.points) o.weight = 200;
  double const epochs = static_cast<double>(run.info.steps) / static_cast<double>(run.info.steps_per_epoch);
  o.length *= epochs / 300;
  return {tacit::bind_method<float>(tacit::temporal_ensembling(o), run.info),
          "momentum " + number(o.momentum) + ", weight " + number(o.weight) + ", rising over " + number(o.length, 3) +
              " of " + number(epochs, 3) + " epochs (the paper: 80 of 300)"};
}
}  // namespace

method_entry temporal_ensembling_entry() {
  return {"temporal_ensembling", "agree with the average of your own past predictions", &prepare};
}

}  // namespace bench
