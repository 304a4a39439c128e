// uda, with its settings for a run of this program.
#include "tacit/ssl/methods/uda.hpp"
#include "../methods.hpp"
#include "../text.hpp"

namespace bench {

namespace {
prepared_method prepare(run_facts const& run) {
  tacit::uda_options o;
  if (run.points) o.weight = 5;
  return {tacit::bind_method<float>(tacit::uda(o), run.info), "temperature " + number(o.temperature) + ", threshold " +
                                                                  number(o.threshold) + ", weight " + number(o.weight)};
}
}  // namespace

method_entry uda_entry() {
  return {"uda", "match the sharpened weak prediction on a strong view, where it is confident", &prepare};
}

}  // namespace bench
