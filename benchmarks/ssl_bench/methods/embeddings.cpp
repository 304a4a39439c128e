// comatch, simmatch, crmatch and shrinkmatch, with their settings for a run of this program.
#include <algorithm>

#include "../methods.hpp"
#include "../text.hpp"
#include "tacit/ssl/methods/comatch.hpp"
#include "tacit/ssl/methods/crmatch.hpp"
#include "tacit/ssl/methods/shrinkmatch.hpp"
#include "tacit/ssl/methods/simmatch.hpp"

namespace bench {

namespace {

/// The papers' 32 batches, where that is a small part of the run.
tacit::index_t window_for(run_facts const& run) { return std::clamp<tacit::index_t>(run.info.steps / 20, 1, 32); }

std::string settings(double threshold, double weight) {
  return "threshold " + number(threshold) + ", weight " + number(weight);
}

prepared_method comatch(run_facts const& run) {
  tacit::comatch_options o{.window = window_for(run)};
  if (run.points) o.threshold = 0.8;
  return {tacit::bind_method<float>(tacit::comatch(o), run.info),
          settings(o.threshold, o.weight) + ", graph threshold " + number(o.graph_threshold) + ", contrast weight " +
              number(o.contrast_weight) + ", temperature " + number(o.temperature) + ", window " +
              std::to_string(o.window)};
}

prepared_method simmatch(run_facts const& run) {
  tacit::simmatch_options o{.window = window_for(run)};
  if (run.points) o.threshold = 0.8;
  return {tacit::bind_method<float>(tacit::simmatch(o), run.info),
          settings(o.threshold, o.weight) + ", instance weight " + number(o.instance_weight) + ", temperature " +
              number(o.temperature) + ", window " + std::to_string(o.window)};
}

prepared_method crmatch(run_facts const& run) {
  tacit::crmatch_options const o;
  return {tacit::bind_method<float>(tacit::crmatch(o), run.info), settings(o.threshold, o.weight) +
                                                                      ", distance weight " + number(o.distance_weight) +
                                                                      ", rotation weight " + number(o.rotation_weight)};
}

prepared_method shrinkmatch(run_facts const& run) {
  tacit::shrinkmatch_options o{.momentum = momentum_for(run.info), .window = window_for(run)};
  if (run.points) o.threshold = 0.8;
  return {
      tacit::bind_method<float>(tacit::shrinkmatch(o), run.info),
      settings(o.threshold, o.weight) + ", momentum " + number(o.momentum) + ", window " + std::to_string(o.window)};
}

}  // namespace

method_entry comatch_entry() {
  return {"comatch", "pseudo-labels smoothed by similar samples, embeddings drawn along their graph", &comatch};
}
method_entry simmatch_entry() {
  return {"simmatch", "views alike to the same labelled samples; classes and likeness correct each other", &simmatch};
}
method_entry crmatch_entry() {
  return {.name = "crmatch",
          .idea = "fixmatch, features of the views apart, and rotations guessed; images alone",
          .prepare = &crmatch,
          .images_alone = true};
}
method_entry shrinkmatch_entry() {
  return {"shrinkmatch", "uncertain samples learn among fewer classes", &shrinkmatch};
}

}  // namespace bench
