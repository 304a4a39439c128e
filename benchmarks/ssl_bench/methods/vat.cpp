// vat, with its settings for a run of this program.
#include "tacit/ssl/methods/vat.hpp"
#include "../methods.hpp"
#include "../text.hpp"

namespace bench {

namespace {
prepared_method prepare(run_facts const& run) {
  tacit::vat_options o{.entropy_weight = 0.06};
  if (run.points) o.epsilon = 0.3;
  return {
      tacit::bind_method<float>(tacit::vat(o), run.info),
      "epsilon " + number(o.epsilon) + ", weight " + number(o.weight) + ", entropy weight " + number(o.entropy_weight)};
}
}  // namespace

method_entry vat_entry() {
  return {"vat", "the worst small change of a sample should not change its prediction", &prepare};
}

}  // namespace bench
