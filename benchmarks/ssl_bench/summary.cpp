// Over the splits.
#include "summary.hpp"

#include <cmath>

namespace bench {

mean_and_deviation describe(std::vector<double> const& values) {
  mean_and_deviation d;
  auto const n = static_cast<double>(values.size());
  if (values.empty()) return d;
  double sum = 0, squares = 0;
  for (double v : values) sum += v;
  d.mean = sum / n;
  for (double v : values) squares += (v - d.mean) * (v - d.mean);
  if (values.size() > 1) d.deviation = std::sqrt(squares / (n - 1));
  return d;
}

namespace {
bool any_complete(experiment const& e, std::string const& method) {
  for (auto const& r : e.runs)
    if (r.method == method && !r.interrupted) return true;
  return false;
}
}  // namespace

std::vector<method_summary> summarise(experiment const& e) {
  std::vector<method_summary> all;
  for (auto const& name : e.chosen.methods) {
    method_summary s;
    s.method = name;
    std::vector<double> accuracies, gains;
    for (auto const& r : e.runs) {
      if (r.method != name) continue;
      s.settings = r.settings;
      if (r.interrupted && any_complete(e, name)) continue;
      s.interrupted = r.interrupted;
      s.runs.push_back(&r);
      accuracies.push_back(r.evaluation.last);
      for (auto const& base : e.runs)
        if (base.method == "supervised" && base.split == r.split && name != "supervised" && !r.interrupted)
          gains.push_back(r.evaluation.last - base.evaluation.last);
    }
    s.accuracy = describe(accuracies);
    s.gain = describe(gains);
    if (!s.runs.empty()) all.push_back(std::move(s));
  }
  return all;
}

}  // namespace bench
