// Area schedule: names of the vectors to calls of the library.
#include "runner.hpp"
#include "tacit/optim/bind_steps.hpp"
#include "tacit/optim/ema.hpp"
#include "tacit/optim/schedule/adamatch_cosine.hpp"
#include "tacit/optim/schedule/adamatch_rampup.hpp"
#include "tacit/optim/schedule/constant.hpp"
#include "tacit/optim/schedule/cosine_716.hpp"
#include "tacit/optim/schedule/cosine_decay.hpp"
#include "tacit/optim/schedule/cosine_momentum.hpp"
#include "tacit/optim/schedule/cosine_rampdown.hpp"
#include "tacit/optim/schedule/dann_decay.hpp"
#include "tacit/optim/schedule/dash_threshold.hpp"
#include "tacit/optim/schedule/exponential_decay.hpp"
#include "tacit/optim/schedule/inverse_decay.hpp"
#include "tacit/optim/schedule/lee_rampup.hpp"
#include "tacit/optim/schedule/linear_decay.hpp"
#include "tacit/optim/schedule/linear_rampup.hpp"
#include "tacit/optim/schedule/linear_warmup.hpp"
#include "tacit/optim/schedule/periodic_decay.hpp"
#include "tacit/optim/schedule/reversal_rampup.hpp"
#include "tacit/optim/schedule/sigmoid_rampdown.hpp"
#include "tacit/optim/schedule/sigmoid_rampup.hpp"
#include "tacit/optim/schedule/step_decay.hpp"
#include "tacit/optim/schedule/tsa.hpp"

namespace conformance {
namespace {

/// Registers `op`; `make(run)` builds the schedule from the case's keys.
template <class Make>
void add(registry& r, char const* op, Make make) {
  r.add("schedule", op, [make](auto& run) {
    auto const schedule = tacit::bind_steps(make(run), run.number("K"));
    std::vector<double> values;
    for (auto t : run.template in<1>("t")) values.push_back(schedule(static_cast<double>(t)));
    run.check("value", values);
  });
}

tacit::tsa_kind tsa_kind_named(std::string const& name) {
  if (name == "linear") return tacit::tsa_kind::linear;
  if (name == "exp") return tacit::tsa_kind::exp;
  if (name == "log") return tacit::tsa_kind::log;
  throw bad_input("kind: expected linear, exp or log, got '" + name + "'");
}

/// An average's decay as a schedule.
struct decay_of {
  tacit::ema average;
  double operator()(double t) const { return average.at(static_cast<tacit::index_t>(t)); }
};

void add_rates(registry& r) {
  using namespace tacit;
  add(r, "constant", [](auto& run) { return constant{.base = run.number("base")}; });
  add(r, "step", [](auto& run) {
    return step_decay{.base = run.number("base"), .gamma = run.number("gamma"), .milestones = run.list("milestones")};
  });
  add(r, "periodic_step", [](auto& run) {
    return periodic_decay{.base = run.number("base"), .gamma = run.number("gamma"), .every = run.number("every")};
  });
  add(r, "exponential",
      [](auto& run) { return exponential_decay{.base = run.number("base"), .gamma = run.number("gamma")}; });
  for (char const* op : {"linear_warmup", "warmup_constant"})
    add(r, op, [](auto& run) { return linear_warmup{.base = run.number("base"), .warmup = run.number("warm")}; });
  add(r, "linear_decay",
      [](auto& run) { return linear_decay{.base = run.number("base"), .start = run.number("start")}; });
  for (char const* op : {"cosine", "cosine_final", "warmup_cosine"})
    add(r, op, [](auto& run) {
      return cosine_decay{.base = run.number("base"), .last = run.number("final", 0), .warmup = run.number("warm", 0)};
    });
  for (char const* op : {"cosine716", "warmup_cosine716"})
    add(r, op, [](auto& run) { return cosine_716{.base = run.number("base"), .warmup = run.number("warm", 0)}; });
  add(r, "adamatch_cosine",
      [](auto& run) { return adamatch_cosine{.base = run.number("base"), .last = run.number("final")}; });
  add(r, "inverse_decay", [](auto& run) {
    return inverse_decay{.base = run.number("base"), .gamma = run.number("gamma"), .power = run.number("power")};
  });
  add(r, "dann_decay", [](auto& run) {
    return dann_decay{.base = run.number("base"), .alpha = run.number("alpha"), .power = run.number("power")};
  });
}

void add_ramps(registry& r) {
  using namespace tacit;
  add(r, "sigmoid_rampup", [](auto& run) { return sigmoid_rampup{.length = run.number("length")}; });
  add(r, "sigmoid_rampdown", [](auto& run) { return sigmoid_rampdown{.length = run.number("length")}; });
  add(r, "cosine_rampdown", [](auto& run) { return cosine_rampdown{.length = run.number("length")}; });
  add(r, "linear_rampup", [](auto& run) { return linear_rampup{.fraction = run.number("fraction")}; });
  add(r, "adamatch_mu", [](auto&) { return adamatch_rampup{}; });
  add(r, "lee_rampup", [](auto& run) {
    return lee_rampup{.begin = run.number("t1"), .end = run.number("t2"), .last = run.number("final")};
  });
  for (char const* op : {"tsa_linear", "tsa_exp", "tsa_log"})
    add(r, op,
        [](auto& run) { return tsa{.kind = tsa_kind_named(run.text("kind")), .classes = run.number("classes")}; });
  add(r, "grl", [](auto&) { return reversal_rampup{}; });
  add(r, "cosine_momentum", [](auto& run) { return cosine_momentum{.base = run.number("base")}; });
  add(r, "ema_decay_a",
      [](auto& run) { return decay_of{{.decay = run.number("d"), .correct = ema_correction::count}}; });
  add(r, "ema_decay_b",
      [](auto& run) { return decay_of{{.decay = run.number("d"), .correct = ema_correction::ratio}}; });
  add(r, "dash_threshold", [](auto& run) {
    return dash_threshold{.c = run.number("c"),
                          .gamma = run.number("gamma"),
                          .every = run.number("every"),
                          .rho = run.number("rho"),
                          .rho_min = run.number("rho_min")};
  });
}

}  // namespace

void add_schedule_operations(registry& r) {
  add_rates(r);
  add_ramps(r);
}

}  // namespace conformance
