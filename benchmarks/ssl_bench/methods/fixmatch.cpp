// fixmatch, with its settings for a run of this program.
#include "tacit/ssl/methods/fixmatch.hpp"
#include "../methods.hpp"
#include "../text.hpp"

namespace bench {

namespace {
prepared_method prepare(run_facts const& run) {
  tacit::fixmatch_options o;
  if (run.points) o = {.threshold = 0.8, .weight = 5};
  return {tacit::bind_method<float>(tacit::fixmatch(o), run.info),
          "threshold " + number(o.threshold) + ", weight " + number(o.weight)};
}
}  // namespace

method_entry fixmatch_entry() {
  return {"fixmatch", "confident weak predictions become labels of the strong view", &prepare};
}

}  // namespace bench
