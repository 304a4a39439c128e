// Rows of results as JSON, in a file of its own because the JSON library is slow to compile.
#include <nlohmann/json.hpp>

#include "files.hpp"

namespace bench {

std::string results_json(experiment const& e) {
  auto rows = nlohmann::ordered_json::array();
  for (auto const& r : e.runs) {
    nlohmann::ordered_json row;
    row["method"] = r.method;
    row["dataset"] = e.chosen.dataset;
    row["net"] = e.chosen.net;
    row["labels"] = e.chosen.labels;
    row["validation"] = e.chosen.validation;
    row["split"] = r.split;
    row["seed"] = r.seed;
    row["steps"] = r.history.steps.size();
    row["batch"] = e.chosen.batch;
    row["ratio"] = e.chosen.ratio;
    row["accuracy_last"] = r.evaluation.last;  // NaN is written as null
    row["accuracy_median20"] = r.evaluation.median20;
    row["accuracy_best_validation"] = r.evaluation.best_validation;
    row["pseudo_label_accuracy"] = r.pseudo_label_accuracy();
    row["mask_rate"] = r.mask_rate();
    row["seconds"] = r.history.seconds;
    row["images_per_second"] = r.images_per_second();
    row["weight_hash"] = r.weight_hash;
    rows.push_back(std::move(row));
  }
  return rows.dump(2) + "\n";
}

}  // namespace bench
