// Curves over the steps of a run.
#include <algorithm>
#include <cmath>
#include <functional>

#include "../text.hpp"
#include "chart.hpp"
#include "parts.hpp"

namespace bench {

namespace {

/// A value of one run on a grid of steps that all runs share; NaN where it is not known.
using curve = std::function<std::vector<double>(run_record const&)>;

struct grid {
  std::vector<double> steps;
  index_t width = 1;  ///< steps that one point stands for
};

/// Means over short stretches of steps, so that a thousand noisy steps can be read.
grid step_grid(experiment const& e) {
  grid g;
  g.width = std::max<index_t>(1, e.chosen.steps / 100);
  for (index_t first = 0; first < e.chosen.steps; first += g.width)
    g.steps.push_back(static_cast<double>(std::min(first + g.width, e.chosen.steps)));
  return g;
}

std::vector<double> stretch_means(grid const& g, run_record const& r, double tacit::step_log::*field) {
  std::vector<double> sums(g.steps.size()), counts(g.steps.size());
  for (auto const& s : r.history.steps) {
    double const v = s.*field;
    auto const at = static_cast<std::size_t>(s.step / g.width);
    if (std::isnan(v) || at >= sums.size()) continue;
    sums[at] += v;
    counts[at] += 1;
  }
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] = counts[i] > 0 ? sums[i] / counts[i] : tacit::unknown;
  return sums;
}

/// The mean of a method's splits, and behind it the splits.
void add_lines(line_chart& chart, experiment const& e, std::vector<double> const& x, curve const& of) {
  for (auto const& m : summarise(e)) {
    std::vector<double> sums(x.size()), counts(x.size());
    for (auto const* r : m.runs) {
      auto const y = of(*r);
      for (std::size_t i = 0; i < x.size(); ++i)
        if (!std::isnan(y[i])) {
          sums[i] += y[i];
          counts[i] += 1;
        }
      if (m.runs.size() > 1)
        chart.lines.push_back({m.method + ", split " + std::to_string(r->split), colour_of(e, m.method), x, y, true});
    }
    for (std::size_t i = 0; i < x.size(); ++i) sums[i] = counts[i] > 0 ? sums[i] / counts[i] : tacit::unknown;
    line const mean{m.method, colour_of(e, m.method), x, sums, false};
    bool const known = std::any_of(sums.begin(), sums.end(), [](double v) { return !std::isnan(v); });
    if (known) chart.lines.push_back(mean);
  }
}

std::string step_chart(experiment const& e, line_chart chart, double tacit::step_log::*field) {
  auto const g = step_grid(e);
  chart.x_end = static_cast<double>(e.chosen.steps);
  if (g.width > 1)
    chart.note += (chart.note.empty() ? "Means" : " Means") + (" over " + std::to_string(g.width)) + " steps.";
  add_lines(chart, e, g.steps, [&](run_record const& r) { return stretch_means(g, r, field); });
  return chart.empty() ? std::string() : draw(chart);
}

/// Accuracies at the evaluation points, which all complete runs share.
std::string evaluation_chart(experiment const& e, line_chart chart, double tacit::evaluation_log::*field) {
  std::vector<double> x;
  for (auto const& r : e.runs)
    for (auto const& v : r.history.evaluations)
      if (!r.interrupted || e.runs.front().interrupted) x.push_back(static_cast<double>(v.step));
  std::sort(x.begin(), x.end());
  x.erase(std::unique(x.begin(), x.end()), x.end());
  chart.x_end = static_cast<double>(e.chosen.steps);
  add_lines(chart, e, x, [&](run_record const& r) {
    std::vector<double> y(x.size(), tacit::unknown);
    for (auto const& v : r.history.evaluations)  // an interrupted run ends with one at a step of its own
      if (auto const at = std::find(x.begin(), x.end(), static_cast<double>(v.step)); at != x.end())
        y[static_cast<std::size_t>(at - x.begin())] = v.*field;
    return y;
  });
  return chart.empty() ? std::string() : draw(chart);
}

std::string section(std::string const& title, std::string const& text, std::string const& charts) {
  if (charts.empty()) return {};
  return "<h2>" + title + "</h2>\n<p>" + text + "</p>\n<div class=\"charts\">\n" + charts + "</div>\n";
}

line_chart described(std::string title, std::string note, std::string unit, bool logarithmic = false,
                     bool from_zero = false) {
  line_chart c;
  c.title = std::move(title);
  c.note = std::move(note);
  c.unit = std::move(unit);
  c.logarithmic = logarithmic;
  c.from_zero = from_zero;
  return c;
}

}  // namespace

std::string learning_curves(experiment const& e) {
  using tacit::evaluation_log;
  using tacit::step_log;
  std::string const labels = std::to_string(e.chosen.labels), validation = std::to_string(e.chosen.validation);
  std::string const text =
      std::string("Test samples do not appear here: their predictions are scored once, at the end. ") +
      (e.chosen.validation > 0 ? "Validation samples are labelled too, and part of the cost of labels."
                               : "No validation samples were set aside (<code>--validation N</code>).");
  return section(
      "Learning", text,
      evaluation_chart(
          e,
          described("Accuracy on validation samples", "Of the averaged weights, on " + validation + " samples.", "%"),
          &evaluation_log::validation_accuracy) +
          evaluation_chart(e,
                           described("Accuracy on labelled training samples",
                                     "Of the averaged weights, on the " + labels + " samples that training sees.", "%"),
                           &evaluation_log::labelled_accuracy) +
          step_chart(e, described("Supervised loss", "On weak views of labelled samples, logarithmic.", "", true),
                     &step_log::supervised_loss) +
          step_chart(e,
                     described("Unlabelled loss", "Before its weight, logarithmic; methods measure different things.",
                               "", true),
                     &step_log::unlabelled_loss));
}

std::string unlabelled_curves(experiment const& e) {
  using tacit::step_log;
  std::string const text =
      "What the unlabelled term did. A term that selects nothing, or sends no gradient, teaches nothing, however good "
      "the final number looks.";
  return section("Unlabelled samples", text,
                 step_chart(e, described("Mask rate", "Share of unlabelled samples that counted.", "%", false, true),
                            &step_log::mask_rate) +
                     step_chart(e,
                                described("Pseudo-label accuracy",
                                          "Of the samples that counted, by labels that the method never sees.", "%"),
                                &step_log::pseudo_label_accuracy) +
                     step_chart(e,
                                described("Gradient of the unlabelled term",
                                          "Norm at the student's logits of unlabelled views, logarithmic.", "", true),
                                &step_log::gradient_norm) +
                     step_chart(e,
                                described("Disagreement",
                                          "Share of unlabelled samples where student and target name another class.",
                                          "%", false, true),
                                &step_log::disagreement));
}

}  // namespace bench
