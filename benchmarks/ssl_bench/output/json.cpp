// Rows of results as JSON, in a file of its own because the JSON library is slow to compile.
#include <nlohmann/json.hpp>

#include <cmath>

#include "files.hpp"

namespace bench {

namespace {

using json = nlohmann::ordered_json;

/// Four digits after the point are more than a curve shows; NaN is written as null.
double rounded(double value) { return std::round(value * 1e4) / 1e4; }

/// Mean of a field over the steps after `from` up to `to`, those without a value left out.
double mean_between(tacit::history const& h, double tacit::step_log::*field, index_t from, index_t to) {
  double sum = 0, count = 0;
  for (index_t t = from; t < to && t < static_cast<index_t>(h.steps.size()); ++t) {
    double const v = h.steps[static_cast<std::size_t>(t)].*field;
    if (std::isnan(v)) continue;
    sum += v;
    count += 1;
  }
  return count > 0 ? sum / count : tacit::unknown;
}

/// What happened up to each evaluation: accuracies there, and means over the steps since the one before.
json curve(tacit::history const& h) {
  json steps = json::array(), labelled = steps, validation = steps, mask = steps, pseudo = steps;
  index_t before = 0;
  for (auto const& e : h.evaluations) {
    steps.push_back(e.step);
    labelled.push_back(rounded(e.labelled_accuracy));
    validation.push_back(rounded(e.validation_accuracy));
    mask.push_back(rounded(mean_between(h, &tacit::step_log::mask_rate, before, e.step)));
    pseudo.push_back(rounded(mean_between(h, &tacit::step_log::pseudo_label_accuracy, before, e.step)));
    before = e.step;
  }
  return {{"step", steps},
          {"labelled_accuracy", labelled},
          {"validation_accuracy", validation},
          {"mask_rate", mask},
          {"pseudo_label_accuracy", pseudo}};
}

json row_of(experiment const& e, run_record const& r) {
  auto const& interval = r.evaluation.last_interval;
  json row;
  row["method"] = r.method;
  row["settings"] = r.settings;
  row["dataset"] = e.chosen.dataset;
  row["shift"] = e.chosen.shift;
  row["net"] = e.chosen.net;
  row["labels"] = e.chosen.labels;
  row["validation"] = e.chosen.validation;
  row["split"] = r.split;
  row["seed"] = r.seed;
  row["steps"] = r.history.steps.size();
  row["batch"] = e.chosen.batch;
  row["ratio"] = e.chosen.ratio;
  row["evaluations"] = e.chosen.evaluations;
  row["optimiser"] = e.shared.optimiser_text();
  row["averaging"] = e.shared.averaging_text();
  row["views"] = e.shared.views_text();
  row["accuracy_last"] = r.evaluation.last;  // NaN is written as null
  row["accuracy_last_interval"] = {interval.low, interval.high};
  row["accuracy_before"] = r.accuracy_before;  // of adapting at test time
  row["accuracy_median20"] = r.evaluation.median20;
  row["accuracy_best_validation"] = r.evaluation.best_validation;
  row["test_samples"] = r.evaluation.test_samples;
  row["pseudo_label_accuracy"] = r.pseudo_label_accuracy();
  row["mask_rate"] = r.mask_rate();
  row["seconds"] = r.history.seconds;
  row["images_per_second"] = r.images_per_second();
  row["weight_hash"] = r.weight_hash;
  row["warnings"] = r.history.warnings;
  row["curve"] = curve(r.history);
  return row;
}

}  // namespace

std::string results_json(experiment const& e) {
  std::string rows;
  for (auto const& r : e.runs) {
    std::string members;
    auto const row = row_of(e, r);
    for (auto const& [key, value] : row.items())  // a line a key: curves stay short
      members += (members.empty() ? "" : ",\n") + ("    " + json(key).dump()) + ": " + value.dump();
    rows += (rows.empty() ? "\n  {\n" : ",\n  {\n") + members + "\n  }";
  }
  return "[" + rows + "\n]\n";
}

}  // namespace bench
