// Area metric: evaluation measures.
#include "runner.hpp"
#include "tacit/train/metric/accuracy.hpp"
#include "tacit/train/metric/auroc.hpp"
#include "tacit/train/metric/calibration.hpp"
#include "tacit/train/metric/confusion.hpp"
#include "tacit/train/metric/scoring_rule.hpp"
#include "tacit/train/metric/wilson.hpp"

namespace conformance {
namespace {

template <class Run>
void multiclass(Run& run) {
  auto const p = run.template in<2>("p");
  auto const y = run.labels("y");
  auto const n = static_cast<double>(y.size());

  double const accuracy = tacit::accuracy(p, y);
  run.check("accuracy", accuracy);
  run.check("error", 1 - accuracy);
  std::vector<double> top;
  for (tacit::index_t k : {1, 2, 3, 5}) top.push_back(tacit::top_k_accuracy(p, y, k));
  run.check("topk", top);

  tacit::confusion const counts = tacit::confusion_of(p, y);
  run.check("confusion", counts.counts());
  run.check("precision", counts.precision());
  run.check("recall", counts.recall());
  run.check("f1", counts.f1());
  run.check("macro_f1", counts.macro_f1());
  run.check("balanced_accuracy", counts.balanced_accuracy());

  tacit::calibration const calibration = tacit::calibration_of(p, y);
  std::vector<double> bins;
  for (auto const& bin : calibration.bins)
    bins.insert(bins.end(), {static_cast<double>(bin.count), bin.confidence, bin.accuracy});
  run.check("ece", calibration.error);
  run.check("ece_bins", bins);
  run.check("nll", tacit::negative_log_likelihood(p, y));
  run.check("brier", tacit::brier_score(p, y));

  run.check("auroc_ovr", tacit::auroc_one_vs_rest(p, y));
  run.check("auroc_macro", tacit::auroc_macro(p, y));
  auto const [low, high] = tacit::wilson_interval(accuracy * n, n);
  run.check("wilson", std::vector<double>{low, high});
}

}  // namespace

void add_metric_operations(registry& r) {
  r.add("metric", "multiclass", [](auto& run) { multiclass(run); });
  r.add("metric", "auroc",
        [](auto& run) { run.check("auroc", tacit::auroc(run.template in<1>("score"), run.labels("y"))); });
}

}  // namespace conformance
