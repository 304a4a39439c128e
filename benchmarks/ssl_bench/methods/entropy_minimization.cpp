// entropy_minimization, with its settings for a run of this program.
#include "tacit/ssl/methods/entropy_minimization.hpp"
#include "../methods.hpp"
#include "../text.hpp"

namespace bench {

namespace {
prepared_method prepare(run_facts const& run) {
  tacit::entropy_minimization_options const o;
  return {tacit::bind_method<float>(tacit::entropy_minimization(o), run.info), "weight " + number(o.weight)};
}
}  // namespace

method_entry entropy_minimization_entry() {
  return {"entropy_minimization", "unlabelled predictions should be certain", &prepare};
}

}  // namespace bench
