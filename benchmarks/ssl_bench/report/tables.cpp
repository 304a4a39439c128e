// Tables and bars of the report.
#include <algorithm>
#include <cmath>

#include "../text.hpp"
#include "chart.hpp"
#include "parts.hpp"

namespace bench {

namespace {

constexpr double bar_width = 236, bar_height = 26;

struct bar_scale {
  double low, high;
  std::vector<double> ticks;
  double operator()(double v) const { return 4 + (v - low) / (high - low) * (bar_width - 8); }
};

bar_scale scale_of(experiment const& e) {
  double low = 1, high = 0;
  for (auto const& r : e.runs) {
    low = std::min(low, r.evaluation.last_interval.low);
    high = std::max(high, r.evaluation.last_interval.high);
  }
  auto ticks = round_ticks(low, std::max(high, low + 0.01));
  return {ticks.front(), ticks.back(), ticks};
}

std::string svg_of(double height, std::string const& content) {
  return "<svg viewBox=\"0 0 " + number(bar_width) + " " + number(height) + "\">" + content + "</svg>";
}

std::string lines_at(bar_scale const& s, double height) {
  std::string svg = "<g class=\"grid\">";
  for (double t : s.ticks) svg += "<path d=\"M" + fixed(s(t), 1) + " 0v" + number(height) + "\"/>";
  return svg + "</g>";
}

std::string bar_head(bar_scale const& s) {
  std::string svg;
  for (double t : s.ticks)
    svg += "<text class=\"middle\" x=\"" + fixed(s(t), 1) + "\" y=\"12\">" + number(100 * t) + "</text>";
  return svg_of(16, svg);
}

std::string interval_bar(experiment const& e, run_record const& r, bar_scale const& s) {
  auto const& ev = r.evaluation;
  double const middle = bar_height / 2;
  std::string svg = lines_at(s, bar_height) + "<g class=\"" + colour_of(e, r.method) +
                    "\"><rect class=\"fill\" rx=\"3\" x=\"" + fixed(s(ev.last_interval.low), 1) + "\" y=\"" +
                    fixed(middle - 5, 1) + "\" width=\"" +
                    fixed(std::max(2.0, s(ev.last_interval.high) - s(ev.last_interval.low)), 1) +
                    "\" height=\"10\" opacity=\".45\"/><path class=\"mark\" d=\"M" + fixed(s(ev.last), 1) + " " +
                    fixed(middle - 8, 1) + "v16\"/></g>";
  return svg_of(bar_height, svg);
}

std::string cell(std::string const& text) { return "<td>" + text + "</td>"; }

std::string run_row(experiment const& e, run_record const& r, bar_scale const& s) {
  auto const& ev = r.evaluation;
  std::string row = "<tr><td>" + named_swatch(e, r.method) +
                    (r.interrupted ? " <span class=\"bad\">interrupted</span>" : "") + "</td>";
  if (e.chosen.splits > 1) row += cell(std::to_string(r.split));
  row += "<td class=\"bar\">" + interval_bar(e, r, s) + "</td>";
  for (auto const& text : {percent(ev.last), percent(ev.last_interval.low) + " to " + percent(ev.last_interval.high),
                           percent(ev.median20), percent(ev.best_validation), percent(r.pseudo_label_accuracy()),
                           percent(r.mask_rate()), fixed(r.images_per_second(), 0), fixed(r.history.seconds, 1)})
    row += cell(text);
  return row + "</tr>\n";
}

/// Share of each class among the training samples of the pool whose class is known; empty if none is.
std::vector<double> pool_shares(experiment const& e) {
  std::vector<double> shares(static_cast<std::size_t>(e.data->classes));
  double known = 0;
  for (index_t i : e.splits.front().pool)
    if (int const label = e.data->train_labels[static_cast<std::size_t>(i)]; label >= 0) {
      shares[static_cast<std::size_t>(label)] += 1;
      known += 1;
    }
  for (double& s : shares) s /= std::max(known, 1.0);
  return known > 0 ? shares : std::vector<double>();
}

std::string class_name(experiment const& e, std::size_t c) {
  return e.data->class_names.empty() ? "class " + std::to_string(c) : e.data->class_names[c];
}

}  // namespace

std::string result_table(experiment const& e) {
  auto const s = scale_of(e);
  std::string html = "<div class=\"scroll\"><table><tr><th>method</th>";
  if (e.chosen.splits > 1) html += "<th>split</th>";
  html += "<th class=\"bar\">test accuracy, %, with its 95 % interval" + bar_head(s) + "</th>";
  for (auto const* head : {"last, %", "95 % interval", "median of the last 20, %", "best on validation, %",
                           "pseudo-label accuracy, %", "mask rate, %", "samples per second", "seconds"})
    html += std::string("<th class=\"wrap\">") + head + "</th>";
  html += "</tr>\n";
  for (auto const& name : e.chosen.methods)
    for (auto const& r : e.runs)
      if (r.method == name) html += run_row(e, r, s);
  return html + "</table></div>\n";
}

std::string pseudo_label_shares(experiment const& e) {
  auto const classes = static_cast<std::size_t>(e.data->classes);
  auto const truth = pool_shares(e);
  struct bars {
    std::string method;
    std::vector<double> shares;
  };
  std::vector<bars> all;
  double highest = truth.empty() ? 0 : *std::max_element(truth.begin(), truth.end());
  for (auto const& m : summarise(e)) {
    bars b{m.method, std::vector<double>(classes)};
    double runs = 0;
    for (auto const* r : m.runs)
      if (!r->history.pseudo_label_histogram.empty()) {
        runs += 1;
        for (std::size_t c = 0; c < classes; ++c) b.shares[c] += r->history.pseudo_label_histogram[c];
      }
    if (runs == 0) continue;
    for (double& v : b.shares) highest = std::max(highest, v /= runs);
    all.push_back(std::move(b));
  }
  if (all.empty()) return {};

  constexpr double width = 1060, height = 250, left = 44, top = 12, floor = height - 26;
  auto const ticks = round_ticks(0, highest);
  auto const y = [&](double v) { return floor - v / ticks.back() * (floor - top); };
  std::string svg = "<g class=\"grid\">", labels;
  for (double t : ticks) {
    svg += "<path d=\"M" + number(left) + " " + fixed(y(t), 1) + "H" + number(width) + "\"/>";
    labels += "<text class=\"end\" x=\"" + number(left - 6) + "\" y=\"" + fixed(y(t) + 4, 1) + "\">" + number(100 * t) +
              "\u2009%</text>";
  }
  svg += "</g>" + labels;
  double const slot = (width - left) / static_cast<double>(classes), pad = 0.16 * slot;
  double const bar = (slot - 2 * pad) / static_cast<double>(all.size());
  for (std::size_t c = 0; c < classes; ++c) {
    double const x = left + slot * static_cast<double>(c);
    for (std::size_t m = 0; m < all.size(); ++m)
      svg += "<rect class=\"fill " + colour_of(e, all[m].method) + "\" rx=\"2\" opacity=\".85\" x=\"" +
             fixed(x + pad + bar * static_cast<double>(m), 1) + "\" y=\"" + fixed(y(all[m].shares[c]), 1) +
             "\" width=\"" + fixed(bar * 0.9, 1) + "\" height=\"" + fixed(floor - y(all[m].shares[c]), 1) +
             "\"><title>" + all[m].method + ", " + escape(class_name(e, c)) + ": " + percent(all[m].shares[c]) +
             " %</title></rect>";
    if (!truth.empty())
      svg += "<path class=\"mark\" stroke-dasharray=\"4 3\" d=\"M" + fixed(x + pad / 2, 1) + " " +
             fixed(y(truth[c]), 1) + "h" + fixed(slot - pad, 1) + "\"/>";
    std::string const name = classes > 12 ? std::to_string(c) : escape(class_name(e, c));
    svg += "<text class=\"middle\" x=\"" + fixed(x + slot / 2, 1) + "\" y=\"" + number(height - 8) + "\">" + name +
           "</text>";
  }
  std::string legend;
  for (auto const& b : all) legend += "<span>" + named_swatch(e, b.method) + "</span>";
  return "<h2>Pseudo-labels</h2>\n<p>Share of each class among the pseudo-labels that counted, last tenth of the run. "
         "A "
         "class that is missing here is not learned from unlabelled samples." +
         std::string(truth.empty() ? "" : " Dashed: the class's true share of the pool.") +
         "</p>\n<div class=\"legend\">" + legend + "</div><figure class=\"wide\"><svg viewBox=\"0 0 " + number(width) +
         " " + number(height) + "\">" + svg + "</svg></figure>\n";
}

std::string class_accuracies(experiment const& e) {
  auto const classes = static_cast<std::size_t>(e.data->classes);
  if (e.data->test_labels.empty() || classes > 20) return {};
  std::string html =
      "<h2>Class by class</h2>\n<p>Share of each class's test samples that were recognised, in %, over all "
      "splits.</p>\n"
      "<div class=\"scroll\"><table class=\"heat\"><tr><th>method</th>";
  for (std::size_t c = 0; c < classes; ++c) html += "<th>" + escape(class_name(e, c)) + "</th>";
  html += "</tr>\n";
  for (auto const& m : summarise(e)) {
    std::vector<double> right(classes), all(classes);
    for (auto const* r : m.runs)
      for (std::size_t i = 0; i < r->evaluation.predictions.size(); ++i) {
        auto const truth = e.data->test_labels[i];
        all[static_cast<std::size_t>(truth)] += 1;
        right[static_cast<std::size_t>(truth)] += r->evaluation.predictions[i] == truth;
      }
    html += "<tr><td>" + named_swatch(e, m.method) + "</td>";
    for (std::size_t c = 0; c < classes; ++c) {
      double const share = all[c] > 0 ? right[c] / all[c] : tacit::unknown;
      html += "<td style=\"background:color-mix(in srgb,var(--c2) " + fixed(35 * share, 0) + "%,transparent)\">" +
              percent(share, 0) + "</td>";
    }
    html += "</tr>\n";
  }
  return html + "</table></div>\n";
}

}  // namespace bench
