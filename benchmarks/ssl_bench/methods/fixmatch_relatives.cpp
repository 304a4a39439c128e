// refixmatch, defixmatch, debiaspl and adamatch, with their settings for a run of this program.
#include <algorithm>

#include "../methods.hpp"
#include "../text.hpp"
#include "tacit/ssl/methods/adamatch.hpp"
#include "tacit/ssl/methods/debiaspl.hpp"
#include "tacit/ssl/methods/defixmatch.hpp"
#include "tacit/ssl/methods/refixmatch.hpp"

namespace bench {

namespace {

prepared_method refixmatch(run_facts const& run) {
  tacit::refixmatch_options o;
  if (run.points) o = {.threshold = 0.8, .weight = 5};
  return {tacit::bind_method<float>(tacit::refixmatch(o), run.info),
          "threshold " + number(o.threshold) + ", weight " + number(o.weight)};
}

prepared_method defixmatch(run_facts const& run) {
  tacit::defixmatch_options o;
  if (run.points) o.threshold = 0.8;
  return {tacit::bind_method<float>(tacit::defixmatch(o), run.info),
          "threshold " + number(o.threshold) + ", weight " + number(o.weight)};
}

prepared_method debiaspl(run_facts const& run) {
  tacit::debiaspl_options o{.momentum = momentum_for(run.info)};
  if (run.points) o.threshold = 0.8;
  return {tacit::bind_method<float>(tacit::debiaspl(o), run.info),
          "threshold " + number(o.threshold) + ", weight " + number(o.weight) + ", strength " + number(o.strength) +
              ", momentum " + number(o.momentum)};
}

prepared_method adamatch(run_facts const& run) {
  tacit::adamatch_options o{.momentum = momentum_for(run.info),
                            .window = std::clamp<tacit::index_t>(run.info.steps / 20, 1, 128)};
  if (run.points) o.weight = 5;
  return {tacit::bind_method<float>(tacit::adamatch(o), run.info),
          "factor " + number(o.factor) + ", weight " + number(o.weight) + ", rising over half of the run, momentum " +
              number(o.momentum) + ", window " + std::to_string(o.window)};
}

}  // namespace

method_entry refixmatch_entry() {
  return {"refixmatch", "fixmatch, and rows below the threshold are matched softly", &refixmatch};
}
method_entry defixmatch_entry() {
  return {"defixmatch", "fixmatch, less what the same loss adds on labelled rows", &defixmatch};
}
method_entry debiaspl_entry() {
  return {"debiaspl", "fixmatch on predictions corrected for what is predicted too often", &debiaspl};
}
method_entry adamatch_entry() {
  return {"adamatch", "alignment to labelled rows, relative threshold, interpolated labelled logits", &adamatch};
}

}  // namespace bench
