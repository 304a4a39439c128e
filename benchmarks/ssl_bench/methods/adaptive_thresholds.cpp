// flexmatch, freematch, softmatch, dash and sequencematch, with their settings for a run of this program.
#include "../methods.hpp"
#include "../text.hpp"
#include "tacit/ssl/methods/dash.hpp"
#include "tacit/ssl/methods/flexmatch.hpp"
#include "tacit/ssl/methods/freematch.hpp"
#include "tacit/ssl/methods/sequencematch.hpp"
#include "tacit/ssl/methods/softmatch.hpp"

namespace bench {

namespace {

prepared_method flexmatch(run_facts const& run) {
  tacit::flexmatch_options o;
  if (run.points) o = {.threshold = 0.8, .weight = 5};
  return {tacit::bind_method<float>(tacit::flexmatch(o), run.info),
          "threshold " + number(o.threshold) + ", weight " + number(o.weight)};
}

prepared_method freematch(run_facts const& run) {
  tacit::freematch_options o{.momentum = momentum_for(run.info)};
  if (run.points) o.weight = 5;
  return {tacit::bind_method<float>(tacit::freematch(o), run.info),
          "weight " + number(o.weight) + ", fairness " + number(o.fairness) + ", momentum " + number(o.momentum)};
}

prepared_method softmatch(run_facts const& run) {
  tacit::softmatch_options o{.momentum = momentum_for(run.info)};
  if (run.points) o.weight = 5;
  return {tacit::bind_method<float>(tacit::softmatch(o), run.info),
          "weight " + number(o.weight) + ", n_sigma " + number(o.n_sigma) + ", momentum " + number(o.momentum)};
}

prepared_method dash(run_facts const& run) {
  tacit::dash_options o;
  if (run.points) o.weight = 5;
  return {tacit::bind_method<float>(tacit::dash(o), run.info),
          "weight " + number(o.weight) + ", temperature " + number(o.temperature) + ", limit falling by " +
              number(o.gamma) + " every " + number(100 * o.period) + " % of the run, warm-up " +
              number(100 * o.warm_up) + " %"};
}

prepared_method sequencematch(run_facts const& run) {
  tacit::sequencematch_options o;
  if (run.points) o = {.threshold = 0.8, .weight = 5};
  return {
      tacit::bind_method<float>(tacit::sequencematch(o), run.info),
      "threshold " + number(o.threshold) + ", temperature " + number(o.temperature) + ", weight " + number(o.weight)};
}

}  // namespace

method_entry flexmatch_entry() {
  return {"flexmatch", "fixmatch with a threshold a class, lower for what is learned late", &flexmatch};
}
method_entry freematch_entry() {
  return {"freematch", "fixmatch with a threshold that follows the model's confidence, and fairness", &freematch};
}
method_entry softmatch_entry() {
  return {"softmatch", "every prediction counts, the less the further below the mean confidence", &softmatch};
}
method_entry dash_entry() { return {"dash", "rows count while their own loss is below a falling limit", &dash}; }
method_entry sequencematch_entry() {
  return {"sequencematch", "weak, medium and strong views: each follows the milder ones", &sequencematch};
}

}  // namespace bench
