// Area `method`: FixMatch with other thresholds (FlexMatch, FreeMatch, SoftMatch, Dash).
#include "drive.hpp"
#include "tacit/ssl/methods/flexmatch.hpp"
#include "tacit/ssl/methods/freematch.hpp"
#include "tacit/ssl/methods/softmatch.hpp"

namespace conformance {
namespace {

tacit::status_mapping mapping_of(std::string const& name) {
  if (name == "convex") return tacit::status_mapping::convex;
  if (name == "linear") return tacit::status_mapping::linear;
  if (name == "concave") return tacit::status_mapping::concave;
  throw bad_input("flexmatch: mapping: expected convex, linear or concave, got " + name);
}

template <class S>
void softmatch(run<S>& r) {
  tacit::softmatch_options const o{.weight = r.number("lam"),
                                   .momentum = r.number("m"),
                                   .n_sigma = r.number("n_sigma"),
                                   .per_class = r.flag("per_class", false),
                                   .raw_statistics = r.has("stats_from") && r.text("stats_from") == "raw"};
  if (r.flag("align", true))
    drive(r, tacit::softmatch(o), {weak_and_strong});
  else
    drive(r, tacit::softmatch_unaligned(o), {weak_and_strong});
}

}  // namespace

void add_threshold_operations(registry& all) {
  all.add("method", "flexmatch", [](auto& r) {
    drive(
        r,
        tacit::flexmatch({.threshold = r.number("tau"),
                          .weight = r.number("lam"),
                          .warm_up = r.flag("warm", true),
                          .mapping = r.has("mapping") ? mapping_of(r.text("mapping")) : tacit::status_mapping::convex}),
        {weak_and_strong});
  });
  all.add("method", "freematch", [](auto& r) {
    drive(r,
          tacit::freematch({.weight = r.number("lam"),
                            .fairness = r.number("lam_f"),
                            .momentum = r.number("m"),
                            .quantile = r.flag("quantile", false) ? 0.8 : 0,
                            .clip = r.number("clip", 0)}),
          {weak_and_strong});
  });
  all.add("method", "softmatch", [](auto& r) { softmatch(r); });
}

}  // namespace conformance
