// dann and mme, with their settings for a run of this program.
#include "../methods.hpp"
#include "../text.hpp"
#include "tacit/ssl/methods/dann.hpp"
#include "tacit/ssl/methods/mme.hpp"

namespace bench {

namespace {

prepared_method dann(run_facts const& run) {
  tacit::dann_options const o;
  return {tacit::bind_method<float>(tacit::dann(o), run.info),
          "reversal rising to " + number(o.strength) + " as 2/(1+exp(-10t/K))-1, domain head of one hidden layer"};
}

prepared_method mme(run_facts const& run) {
  tacit::mme_options const o;
  return {tacit::bind_method<float>(tacit::mme(o), run.info),
          "weight " + number(o.weight) + ", two updates a step, meant for a cosine classifier"};
}

}  // namespace

method_entry dann_entry() {
  return {.name = "dann",
          .idea = "features from which a head cannot tell the two domains apart",
          .prepare = &dann,
          .two_domains = true};
}
method_entry mme_entry() {
  return {.name = "mme",
          .idea = "the classifier raises the target's entropy, the features lower it",
          .prepare = &mme,
          .form = network_form::with_cosine,
          .two_domains = true};
}

}  // namespace bench
