// Area ema: averages over a given sequence of weights.
#include <charconv>

#include "runner.hpp"
#include "tacit/optim/ema.hpp"
#include "tacit/optim/swa.hpp"

namespace conformance {
namespace {

/// Where the counter starts is said in words: "with the counter starting at 1"; else it is 0.
tacit::index_t counter_start(std::string const& formula) {
  std::string const words = "counter starting at ";
  auto const at = formula.find(words);
  int start = 0;
  if (at != std::string::npos)
    std::from_chars(formula.data() + at + words.size(), formula.data() + formula.size(), start);
  return start;
}

/// Runs the average over the weights; checks the rows under `name`, and the decays if the case stores them.
template <class Run, class Average>
void over_weights(Run& run, Average const& average, char const* name) {
  auto const weights = run.template in<2>("weights");
  auto shadow = run.template in<1>("init");
  auto rows = weights;
  std::vector<double> decays;
  for (tacit::index_t t = 0; t < weights.extent(0); ++t) {
    decays.push_back(average.at(t));
    tacit::ema_update(shadow, weights.view().row(t), average.at(t));
    tacit::ema_update(rows.view().row(t), shadow, 0);
  }
  run.check(name, rows);
  run.check("decay", decays);
}

template <class Run>
void with_buffers(Run& run) {
  std::string const policy = run.text("ema_buffers");
  if (policy != "copy" && policy != "ema") throw bad_input("ema_buffers: expected copy or ema, got '" + policy + "'");
  tacit::ema const average{
      .decay = run.number("d"),
      .buffers = policy == "copy" ? tacit::ema_buffers::copy : tacit::ema_buffers::average,
  };
  over_weights(run, average, "shadow");

  using S = typename Run::scalar;
  auto const buffers = run.template in<2>("buffers");
  auto shadow = run.template in<1>("init_buffers");
  auto rows = buffers;
  auto const n = static_cast<std::size_t>(shadow.size());
  for (tacit::index_t t = 0; t < buffers.extent(0); ++t) {
    average.update_buffers<S>(tacit::context(1), {shadow.data(), n}, {buffers.view().row(t).data(), n}, t);
    tacit::ema_update(rows.view().row(t), shadow, 0);
  }
  run.check("shadow_buffers", rows);
}

}  // namespace

void add_ema_operations(registry& r) {
  using tacit::ema, tacit::ema_correction, tacit::swa;
  r.add("ema", "constant", [](auto& run) { over_weights(run, ema{.decay = run.number("d")}, "shadow"); });
  r.add("ema", "zero_decay", [](auto& run) { over_weights(run, ema{.decay = 0}, "shadow"); });
  r.add("ema", "correct_a", [](auto& run) {
    over_weights(run,
                 ema{.decay = run.number("d"), .correct = ema_correction::count, .first = counter_start(run.formula())},
                 "shadow");
  });
  r.add("ema", "correct_b", [](auto& run) {
    over_weights(run,
                 ema{.decay = run.number("d"), .correct = ema_correction::ratio, .first = counter_start(run.formula())},
                 "shadow");
  });
  for (char const* op : {"swa", "swa_from"})
    r.add("ema", op, [](auto& run) {
      swa const average{.start = static_cast<tacit::index_t>(run.number("start", 0)),
                        .every = static_cast<tacit::index_t>(run.number("every", 1))};
      over_weights(run, average, "average");
    });
  for (char const* op : {"buffers_copy", "buffers_ema"}) r.add("ema", op, [](auto& run) { with_buffers(run); });
}

}  // namespace conformance
