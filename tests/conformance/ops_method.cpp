// Area `method`: the baselines, consistency and FixMatch presets; families have files of their own.
#include "drive.hpp"
#include "tacit/ssl/methods/entropy_minimization.hpp"
#include "tacit/ssl/methods/fixmatch.hpp"
#include "tacit/ssl/methods/mean_teacher.hpp"
#include "tacit/ssl/methods/pi_model.hpp"
#include "tacit/ssl/methods/pseudo_label.hpp"
#include "tacit/ssl/methods/temporal_ensembling.hpp"
#include "tacit/ssl/methods/uda.hpp"

namespace conformance {
namespace {

template <class Run>
double threshold_of(Run const& r) {
  return r.number("tau");
}

tacit::tsa_kind kind_of(std::string const& name) {
  if (name == "none") return tacit::tsa_kind::none;
  if (name == "linear") return tacit::tsa_kind::linear;
  if (name == "exp") return tacit::tsa_kind::exp;
  if (name == "log") return tacit::tsa_kind::log;
  throw bad_input("uda: kind: expected none, linear, exp or log, got " + name);
}

}  // namespace

void add_method_operations(registry& all) {
  all.add("method", "entropy_minimization",
          [](auto& r) { drive(r, tacit::entropy_minimization({.weight = r.number("lam")}), {one_weak}); });
  all.add("method", "pseudo_label", [](auto& r) {
    drive(r,
          tacit::pseudo_label(
              {.threshold = threshold_of(r), .weight = r.number("lam"), .fraction = r.number("fraction")}),
          {one_weak});
  });
  all.add("method", "fixmatch", [](auto& r) {
    if (r.flag("hard", true))
      drive(r, tacit::fixmatch({.threshold = threshold_of(r), .weight = r.number("lam")}), {weak_and_strong});
    else
      drive(
          r,
          tacit::fixmatch_soft({.threshold = threshold_of(r), .weight = r.number("lam"), .temperature = r.number("T")}),
          {weak_and_strong});
  });
  all.add("method", "uda", [](auto& r) {
    drive(r,
          tacit::uda({.temperature = r.number("T"),
                      .threshold = r.number("beta"),
                      .weight = r.number("lam"),
                      .annealing = kind_of(r.text("kind"))}),
          {.student = weak_and_strong, .names = {{"mask_sup", "keep_lb"}, {"ramp_sup", "tsa"}}});
  });
  all.add("method", "pi_model_both", [](auto& r) {
    drive(r, tacit::pi_model({.weight = r.number("lam"), .fraction = r.number("fraction")}), {two_weak});
  });
  all.add("method", "pi_model_stop", [](auto& r) {
    drive(r, tacit::pi_model_stopped({.weight = r.number("lam"), .fraction = r.number("fraction")}), {two_weak});
  });
  all.add("method", "pi_model_original", [](auto& r) {
    drive(r, tacit::pi_model_original({.weight = r.number("lam"), .length = r.number("T")}),
          {{{tacit::labelled, "lb_w"}, {tacit::labelled2, "lb_w2"}, {tacit::weak, "ulb_w"}, {tacit::weak2, "ulb_w2"}}});
  });
  all.add("method", "temporal_ensembling", [](auto& r) {
    drive(
        r,
        tacit::temporal_ensembling({.weight = r.number("lam"), .length = r.number("T"), .momentum = r.number("alpha")}),
        {.student = one_weak, .names = {{"target", "target_used"}}});
  });
  all.add("method", "mean_teacher", [](auto& r) {
    drive(r, tacit::mean_teacher({.weight = r.number("lam"), .fraction = r.number("fraction")}),
          {{{tacit::labelled, "lb_w"}, {tacit::weak2, "ulb_s"}}, {{tacit::weak, "ulb_t"}}});
  });
  all.add("method", "mean_teacher_all", [](auto& r) {
    drive(r, tacit::mean_teacher_all_rows({.weight = r.number("lam"), .length = r.number("T")}),
          {{{tacit::labelled, "lb_w"}, {tacit::weak2, "ulb_s"}}, {{tacit::labelled2, "lb_t"}, {tacit::weak, "ulb_t"}}});
  });
}

}  // namespace conformance
