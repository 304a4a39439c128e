// pi_model, with its settings for a run of this program.
#include "tacit/ssl/methods/pi_model.hpp"
#include "../methods.hpp"
#include "../text.hpp"

namespace bench {

namespace {
prepared_method prepare(run_facts const& run) {
  tacit::pi_model_options o;
  if (run.points) o = {.weight = 200, .fraction = 0.02};
  return {tacit::bind_method<float>(tacit::pi_model(o), run.info), rising_weight(o.weight, o.fraction, run.info)};
}
}  // namespace

method_entry pi_model_entry() { return {"pi_model", "two weak views should agree", &prepare}; }

}  // namespace bench
