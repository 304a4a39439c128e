// Runs methods through the library's trainer, which knows none of them by name.
#include "experiment.hpp"

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <variant>

#include "shifts.hpp"
#include "spelling.hpp"
#include "stop.hpp"
#include "tacit/data/file.hpp"
#include "tacit/train/progress.hpp"
#include "tacit/train/weight_hash.hpp"
#include "text.hpp"

namespace bench {

namespace {

using trainer = tacit::trainer<float>;

tacit::any_backbone<float> make_network(experiment const& e, std::uint64_t seed) {
  auto network = e.network.make(e.data->train.shape, e.data->classes, seed, e.chosen.threads);
  if (!e.chosen.load.empty()) e.network.load(network, e.chosen.load);
  return network;
}

/// The bounds of all points, and a margin.
plane bounds_of(tacit::sample_set const& points) {
  auto const at = [&](index_t i) { return static_cast<double>(points.values[static_cast<std::size_t>(i)]); };
  plane p{at(0), at(0), at(1), at(1)};
  for (index_t i = 0; i < points.count; ++i) {
    p.left = std::min(p.left, at(2 * i));
    p.right = std::max(p.right, at(2 * i));
    p.bottom = std::min(p.bottom, at(2 * i + 1));
    p.top = std::max(p.top, at(2 * i + 1));
  }
  double const margin = 0.05 * (p.right - p.left + p.top - p.bottom);
  p.left -= margin;
  p.right += margin;
  p.bottom -= margin;
  p.top += margin;
  return p;
}

std::vector<int> map_decisions(experiment const& e, tacit::task const& task, tacit::any_backbone<float>& network) {
  plane const& p = e.view;
  tacit::sample_set cells;
  cells.shape = {2};
  cells.count = p.rows * p.columns;
  std::vector<index_t> all;
  for (index_t r = 0; r < p.rows; ++r)
    for (index_t c = 0; c < p.columns; ++c) {
      auto const share = [](index_t i, index_t n) { return (static_cast<double>(i) + 0.5) / static_cast<double>(n); };
      cells.values.push_back(static_cast<float>(p.left + share(c, p.columns) * (p.right - p.left)));
      cells.values.push_back(static_cast<float>(p.top - share(r, p.rows) * (p.top - p.bottom)));
      all.push_back(r * p.columns + c);
    }
  return tacit::predict_classes(tacit::context(e.chosen.threads), network, cells, all, task.views.none);
}

std::string hash_of(trainer& t) {
  tacit::fnv1a hash;
  tacit::add_weights(hash, t.student().spans());
  if (&t.evaluated() != &t.student()) tacit::add_weights(hash, t.evaluated().spans());
  return hash.hex();
}

/// "weights.npz" becomes "weights.fixmatch.npz" where several methods would write the same file.
std::string save_path(options const& o, std::string const& method) {
  if (o.methods.size() == 1) return o.save;
  return tacit::path_with(o.save, method);
}

std::vector<tacit::training_callback> callbacks(std::string const& label) {
  auto show = tacit::progress(std::clog, {.rewrite = ::isatty(2) == 1, .label = label});
  return {[show](tacit::training_status const& s) mutable {
    show(s);
    return !stop_requested();
  }};
}

/// Time and samples of a run; a procedure's are those of all its trainings.
struct totals {
  double seconds = 0, images = 0;

  void add(tacit::training_status const& s) {
    if (s.step <= step_) earlier_seconds_ = seconds, earlier_images_ = images;  // another training
    step_ = s.step;
    seconds = earlier_seconds_ + s.history.seconds;
    images = earlier_images_ + s.history.images;
  }

 private:
  index_t step_ = 0;
  double earlier_seconds_ = 0, earlier_images_ = 0;
};

/// The network's answers become those that it gives while it adapts.
void adapt_to_test(test_time_answer const& answer, tacit::any_backbone<float>& trained, tacit::task const& on,
                   int threads, run_record& record) {
  record.accuracy_before = record.evaluation.last;
  tacit::test_predictions answers;
  answers.add(answer(trained, on, threads), tacit::unknown);
  record.evaluation = answers.score(on.data->test_labels);
}

run_record run(experiment const& e, method_entry const& method, index_t split) {
  auto budget = e.shared.budget(e.chosen, split);
  auto const task = e.shared.task(e.data, e.splits[static_cast<std::size_t>(split)]);
  auto t = std::make_unique<trainer>(make_network(e, budget.seed), task, e.shared.optimiser(), budget);
  auto prepared = method.prepare({t->info(), e.shared.points});

  run_record record;
  record.method = method.name;
  record.settings = prepared.settings;
  record.split = split;
  record.seed = budget.seed;
  std::string const label = record.method + (e.chosen.splits > 1 ? " split " + std::to_string(split) : "");
  std::clog << label << ": " << record.settings << "\n";
  totals spent;
  auto watching = callbacks(label);
  watching.push_back([&](tacit::training_status const& s) { return spent.add(s), true; });
  if (auto* handle = std::get_if<tacit::method_handle<float>>(&prepared.how)) {
    handle->name = record.method + ": " + record.settings;
    t->run(std::move(*handle), watching);
  } else {
    auto const& procedure = std::get<training_procedure>(prepared.how);
    budget.checkpoint.method = record.method + ": " + record.settings;
    auto done = procedure({e.shared.optimiser(), budget, watching}, t->student(), task);
    t = std::move(done.last);
    record.guessed = done.guessed;
  }
  record.interrupted = !tacit::was_finished(*t);
  if (record.interrupted) std::clog << "\n";

  record.history = t->log();
  record.history.seconds = spent.seconds;
  record.history.images = spent.images;
  record.evaluation = t->evaluation();
  if (prepared.at_test_time && !record.interrupted)
    adapt_to_test(prepared.at_test_time, t->evaluated(), task, e.chosen.threads, record);
  record.weight_hash = hash_of(*t);
  if (e.is_planar() && !prepared.at_test_time) record.decision_map = map_decisions(e, task, t->evaluated());
  bool const last = record.interrupted || split + 1 == e.chosen.splits;
  if (last && !e.chosen.save.empty()) e.network.save(t->evaluated(), save_path(e.chosen, record.method));
  return record;
}

}  // namespace

std::string experiment::domains_text() const {
  if (!domains) return {};
  return "labels from the data as they are; unlabelled and test samples " + domains->target + " (--shift " +
         chosen.shift +
         (domains->asked_by.empty() ? ")" : ", since " + domains->asked_by + " needs two domains and none was named)");
}

namespace {

/// The methods refuse or ask for what they need: images, the form of the network, two domains.
void heed_methods(experiment& e, bool images) {
  auto form = network_form::usual;
  std::string asks;
  for (auto const& name : e.chosen.methods) {
    auto const& method = find_method(name);
    if (method.images_alone && !images)
      throw usage_error("--method: " + name + " turns images; expected a data set of images, got " + e.chosen.dataset);
    form = std::max(form, method.form);
    if (method.two_domains && asks.empty()) asks = name;
  }
  if (e.chosen.net.empty()) e.chosen.net = in_form(e.source.net, form);
  if (!e.chosen.shift.empty()) return;
  e.chosen.shift = asks.empty() ? "none" : all_shifts().front().name;
  if (!asks.empty()) e.domains.emplace().asked_by = asks;
}

}  // namespace

experiment prepare(options const& chosen) {
  experiment e;
  e.chosen = chosen;
  e.source = find_dataset(chosen.dataset);
  auto source = load_dataset(e.source, chosen.data);
  heed_methods(e, source.train.is_image());
  auto const* shift = find_shift(e.chosen.shift);
  if (e.chosen.labels == 0) e.chosen.labels = (shift ? 10 : 1) * e.source.labels;
  if (e.chosen.steps == 0) e.chosen.steps = e.source.steps;
  if (e.chosen.batch == 0) e.chosen.batch = e.source.batch;
  if (e.chosen.ratio < 0) e.chosen.ratio = e.source.ratio;
  for (index_t k = 0; k < chosen.splits; ++k)
    e.splits.push_back(tacit::make_split(source, {.labels = e.chosen.labels,
                                                  .validation = e.chosen.validation,
                                                  .seed = chosen.seed + static_cast<std::uint64_t>(k)}));
  if (shift) {
    if (!e.domains) e.domains.emplace();
    auto const& how = shift->of(source);
    e.domains->target = text_of(how, source.train.is_image());
    auto const target = tacit::shifted(source, how);
    source = tacit::both_domains(std::move(source), target);
    for (auto& split : e.splits) split = across_domains(std::move(split), source);
  }
  e.data = std::make_shared<tacit::dataset const>(std::move(source));
  e.network = find_network(e.chosen.net);
  e.shared = choose_recipe(e.chosen, !e.data->train.is_image());
  e.threads = tacit::context(chosen.threads).threads();
  if (e.is_planar()) e.view = bounds_of(e.data->train);
  make_network(e, chosen.seed);
  tacit::loader(e.shared.task(e.data, e.splits.front()), {.batch = e.chosen.batch, .ratio = e.chosen.ratio});
  return e;
}

void run_all(experiment& e, void (*after_each)(experiment const&)) {
  for (index_t k = 0; k < e.chosen.splits; ++k)
    for (auto const& name : e.chosen.methods) {
      if (stop_requested()) {
        e.interrupted = true;
        return;
      }
      e.runs.push_back(run(e, find_method(name), k));
      e.interrupted = e.runs.back().interrupted || stop_requested();
      after_each(e);
    }
}

}  // namespace bench
