// The table on standard output.
#include "table.hpp"

#include <algorithm>
#include <cmath>

#include "../summary.hpp"
#include "../text.hpp"

namespace bench {

namespace {

using row = std::vector<std::string>;

/// Columns as wide as their widest cell; the first one to the left, the others to the right.
std::string align(std::vector<row> const& rows) {
  std::vector<std::size_t> width;
  for (auto const& r : rows) {
    width.resize(std::max(width.size(), r.size()));
    for (std::size_t c = 0; c < r.size(); ++c) width[c] = std::max(width[c], r[c].size());
  }
  std::string text;
  for (auto const& r : rows) {
    for (std::size_t c = 0; c < r.size(); ++c) {
      std::string const space(width[c] - r[c].size(), ' ');
      text += c == 0 ? r[c] + space : "  " + space + r[c];
    }
    text += "\n";
  }
  return text;
}

std::string plus_minus(mean_and_deviation const& d, std::string (*show)(double)) {
  if (std::isnan(d.deviation)) return show(d.mean);
  return show(d.mean) + " +- " + fixed(100 * d.deviation, 1);
}

std::string mebibytes(tacit::index_t bytes) { return fixed(static_cast<double>(bytes) / (1 << 20), 1); }

row describe_run(run_record const& r, bool several_splits) {
  auto const& ev = r.evaluation;
  row cells{r.method};
  if (several_splits) cells.push_back(std::to_string(r.split));
  cells.push_back(percent(ev.last) + "  [" + percent(ev.last_interval.low) + ", " + percent(ev.last_interval.high) +
                  "]");
  cells.insert(cells.end(), {percent(ev.median20), percent(ev.best_validation), percent(r.pseudo_label_accuracy()),
                             fixed(r.mask_rate(), 3), fixed(r.images_per_second(), 0), fixed(r.history.seconds, 1)});
  if (r.interrupted) cells.push_back("(interrupted after step " + std::to_string(r.history.steps.size()) + ")");
  return cells;
}

/// What adapting at test time changed.
std::string before_and_after(experiment const& e) {
  std::string text;
  for (auto const& r : e.runs)
    if (!std::isnan(r.accuracy_before))
      text += r.method + ", split " + std::to_string(r.split) + ": " + percent(r.accuracy_before) +
              " % before it adapted to the test samples, " + percent(r.evaluation.last) + " % after\n";
  return text.empty() ? text : "\n" + text;
}

std::string warnings(experiment const& e) {
  std::string text;
  for (auto const& r : e.runs)
    for (auto const& w : r.history.warnings)
      text += "warning: " + r.method + ", split " + std::to_string(r.split) + ": " + w + "\n";
  return text.empty() ? text : "\n" + text;
}

}  // namespace

std::string heading(experiment const& e) {
  auto const& o = e.chosen;
  tacit::index_t const rows = o.batch * (1 + 2 * o.ratio);
  auto const size = e.network.size(e.data->train.shape, e.data->classes, rows);
  std::string labels = std::to_string(o.labels) + " labels for training";
  if (o.validation > 0) labels += " and " + std::to_string(o.validation) + " for validation";
  return std::string(e.source.title) + ", " + o.net + ", " + labels + ", " +
         std::to_string(e.splits.front().pool.size()) + " samples in the pool\n" + std::to_string(o.steps) +
         " steps of " + std::to_string(o.batch) + " labelled and " + std::to_string(o.batch * o.ratio) +
         " unlabelled samples, seed " + std::to_string(o.seed) + ", " + std::to_string(e.threads) +
         (e.threads == 1 ? " thread" : " threads") + "\n" + std::to_string(size.parameters) +
         " parameters; a pass of " + std::to_string(rows) + " samples (labelled, weak and strong together) keeps " +
         mebibytes(size.kept_bytes) + " MiB for backward, with " + mebibytes(size.scratch_bytes) + " MiB of scratch\n" +
         (e.domains ? "two domains: " + e.domains_text() + "\n" : "") + e.shared.optimiser_text() + "\n" +
         e.shared.averaging_text() + "\n" + e.shared.views_text() + "\n\n";
}

std::string table(experiment const& e) {
  bool const several = e.chosen.splits > 1;
  row head{"method"};
  if (several) head.push_back("split");
  head.insert(head.end(), {"accuracy, last  [95 %]", "median of 20", "best on val.", "pseudo-label acc.", "mask rate",
                           "samples/s", "seconds"});
  std::vector<row> lines{head};
  for (auto const& r : e.runs) lines.push_back(describe_run(r, several));
  std::string text = align(lines);

  bool const baseline =
      std::find(e.chosen.methods.begin(), e.chosen.methods.end(), "supervised") != e.chosen.methods.end();
  if (several || (baseline && e.chosen.methods.size() > 1)) {
    lines = {{"", several ? "accuracy, mean +- std" : "accuracy", "to supervised, points"}};
    for (auto const& s : summarise(e))
      lines.push_back(
          {s.method, plus_minus(s.accuracy, [](double v) { return percent(v); }), plus_minus(s.gain, points)});
    text += "\n" + align(lines);
  }
  return text + before_and_after(e) + warnings(e);
}

}  // namespace bench
