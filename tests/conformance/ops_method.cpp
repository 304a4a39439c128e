// Area `method`: every case drives the preset that the trainer uses, over a recorded backbone.
#include <optional>

#include "recorded.hpp"
#include "runner.hpp"
#include "tacit/ssl/methods/entropy_minimization.hpp"
#include "tacit/ssl/methods/fixmatch.hpp"
#include "tacit/ssl/methods/mean_teacher.hpp"
#include "tacit/ssl/methods/pi_model.hpp"
#include "tacit/ssl/methods/pseudo_label.hpp"
#include "tacit/ssl/methods/temporal_ensembling.hpp"
#include "tacit/ssl/methods/uda.hpp"
#include "tacit/ssl/minimise.hpp"

namespace conformance {
namespace {

using tacit::sample_view;

struct stored_view {
  sample_view view;
  char const* name;
};

/// Which stored logits are which views of the student and of the teacher.
struct view_names {
  std::vector<stored_view> student, teacher = {};
};

template <class S>
class counting_updates final : public tacit::updates<S> {
 public:
  void optimise() override {}
  void average() override {}
};

/// Checks every state array of the method against `state.<name>`.
template <class Run>
struct state_checker {
  Run& run;
  std::string prefix;
  template <class Array>
  void operator()(char const* name, Array const& array) {
    run.check(prefix + "state." + name, array);
  }
};

/// "00.", "01.", ...
std::string step_prefix(std::size_t k) { return (k < 10 ? "0" : "") + std::to_string(k) + '.'; }

template <class S>
recording<S> record(run<S>& r, std::string const& prefix, std::vector<stored_view> const& names) {
  recording<S> all;
  for (auto const& n : names) all.add(n.view, n.name, r.template in<2>(prefix + n.name));
  return all;
}

/// Reports carry the names of the stored outputs.
template <class S>
void check_reports(run<S>& r, std::string const& at, tacit::step<S>& s, double loss) {
  auto const& reports = s.reports();
  auto const& supervised = reports[0];
  auto const& unlabelled = reports[1];
  r.check(at + "loss", loss);
  r.check(at + "loss_sup", supervised.loss);
  r.check(at + "loss_unsup", unlabelled.loss);
  r.check(at + "ramp", unlabelled.ramp);
  r.check(at + "weight", unlabelled.weight);
  if (unlabelled.mask.data()) r.check(at + "mask", unlabelled.mask);
  if (supervised.mask.data()) {
    r.check(at + "keep_lb", supervised.mask);
    r.check(at + "tsa", supervised.ramp);
  }
  if (unlabelled.target.data()) {
    r.check(at + "target", unlabelled.target);
    r.check(at + "target_used", unlabelled.target);
  } else {
    r.check(at + "target", unlabelled.labels);
  }
}

/// Runs the case's steps through the preset; `views` says which logits are stored under which name.
template <class S, class Method>
void drive(run<S>& r, Method const& method, view_names const& views) {
  auto const numbers = r.list("step_numbers");
  auto const labelled_shape = r.shape("00.lb_w");
  tacit::task_info info;
  info.classes = labelled_shape[1];
  info.labelled_batch = labelled_shape[0];
  info.steps = static_cast<tacit::index_t>(r.number("K", 1));
  info.steps_per_epoch = static_cast<tacit::index_t>(r.number("per_epoch", 1));
  info.pool = static_cast<tacit::index_t>(r.number("pool", 0));
  auto function = tacit::minimise(method).template bind<S>(info);
  counting_updates<S> updates;
  tacit::tape<S> tape;

  for (std::size_t k = 0; k < numbers.size(); ++k) {
    auto const at = step_prefix(k);
    auto student = record(r, at, views.student), teacher = record(r, at, views.teacher);
    tacit::any_backbone<S> network(recorded_backbone<S>{student});
    std::optional<tacit::any_backbone<S>> average;
    if (!teacher.entries.empty()) average.emplace(recorded_backbone<S>{teacher});

    recorded_batches<S> batches;
    batches.y = r.labels(at + "y");
    auto const rows = r.integers(at + "idx");
    batches.pool_rows.assign(rows.begin(), rows.end());
    batches.unlabelled_rows = static_cast<tacit::index_t>(rows.size());

    auto const t = static_cast<tacit::index_t>(numbers[k]);
    tacit::step<S> s({tacit::context(1), network, average ? &*average : nullptr, batches, tape, info}, t);
    double const loss = function(s, updates);
    check_reports(r, at, s, loss);
    if ((t + 1) % info.steps_per_epoch == 0) function.end_of_epoch();
    state_checker<run<S>> checker{r, at};
    function.visit(checker);
    for (auto* recorded : {&student, &teacher})
      for (auto const& e : recorded->entries) r.check(at + "grad." + e.name, e.gradient);
  }
}

template <class Run>
double threshold_of(Run const& r) {
  return r.number("tau");
}

std::vector<stored_view> const one_weak{{tacit::labelled, "lb_w"}, {tacit::weak, "ulb_w"}};
std::vector<stored_view> const weak_and_strong{
    {tacit::labelled, "lb_w"}, {tacit::weak, "ulb_w"}, {tacit::strong, "ulb_s"}};
std::vector<stored_view> const two_weak{{tacit::labelled, "lb_w"}, {tacit::weak, "ulb_w"}, {tacit::weak2, "ulb_w2"}};

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
          {weak_and_strong});
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
        {one_weak});
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
