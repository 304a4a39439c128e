// The page.
#include "report.hpp"

#include <algorithm>
#include <cmath>

#include "../text.hpp"
#include "parts.hpp"
#include "style.hpp"

namespace bench {

std::string colour_of(experiment const& e, std::string const& method) {
  if (method == "supervised") return "c0";
  int place = 0;
  for (auto const& m : e.chosen.methods) {
    if (m == method) break;
    place += m != "supervised";
  }
  return "c" + std::to_string(1 + place % 7);
}

std::string named_swatch(experiment const& e, std::string const& method) {
  return "<span class=\"" + colour_of(e, method) + "\"><i class=\"swatch\"></i><span class=\"text\">" + escape(method) +
         "</span></span>";
}

namespace {

std::string title_of(experiment const& e) {
  std::string const title = e.source.title;
  return title.substr(0, title.find(" (")) + " with " + std::to_string(e.chosen.labels) + " labels";
}

/// Digits in groups of three.
std::string grouped(index_t n) {
  auto text = std::to_string(n);
  for (auto i = static_cast<std::ptrdiff_t>(text.size()) - 3; i > 0; i -= 3)
    text.insert(static_cast<std::size_t>(i), "\u2009");
  return text;
}

std::string facts(experiment const& e) {
  auto const& o = e.chosen;
  auto const fact = [](char const* name, std::string const& text) {
    return std::string("<dt>") + name + "</dt><dd>" + escape(text) + "</dd>\n";
  };
  std::string data = std::string(e.source.title) + ": " + std::to_string(o.labels) + " labelled";
  if (o.validation > 0) data += " + " + grouped(o.validation) + " for validation";
  data += ", " + grouped(static_cast<index_t>(e.splits.front().pool.size())) + " in the unlabelled pool, " +
          grouped(e.data->test.count) + " for the test";
  return "<dl>" + fact("data", data) + (e.domains ? fact("domains", e.domains_text()) : "") + fact("network", o.net) +
         fact("budget", grouped(o.steps) + " steps of " + std::to_string(o.batch) + " labelled and " +
                            std::to_string(o.batch * o.ratio) + " unlabelled samples, the same for every method") +
         fact("optimiser", e.shared.optimiser_text()) + fact("evaluated", e.shared.averaging_text()) +
         fact("views", e.shared.views_text()) +
         fact("splits", std::to_string(o.splits) +
                            (o.splits == 1 ? " label split, seed " : " label splits, seeds from ") +
                            std::to_string(o.seed)) +
         "</dl>\n";
}

std::string card(experiment const& e, method_summary const& m) {
  std::string html = "<div class=\"card " + colour_of(e, m.method) + "\"><h3><span class=\"text\">" + m.method +
                     "</span></h3><div class=\"value\">" + percent(m.accuracy.mean) + "<small>\u2009%";
  if (!std::isnan(m.accuracy.deviation)) html += " ± " + fixed(100 * m.accuracy.deviation, 1);
  html += "</small></div><div>";
  if (m.interrupted)
    html += "<b class=\"bad\">interrupted</b> after " +
            grouped(static_cast<index_t>(m.runs.front()->history.steps.size())) + " steps: not comparable";
  else if (std::isnan(m.gain.mean))
    html += m.method == "supervised" ? "the baseline: labelled samples alone" : "&nbsp;";
  else
    html += "<b class=\"" + std::string(m.gain.mean >= 0 ? "good" : "bad") + "\">" + points(m.gain.mean) +
            "</b> points to supervised" +
            (std::isnan(m.gain.deviation) ? std::string() : " (± " + fixed(100 * m.gain.deviation, 1) + ")");
  return html + "</div><div class=\"soft\">" + escape(m.settings) + "</div></div>\n";
}

std::string cards(experiment const& e) {
  std::string html = "<div class=\"cards\">\n";
  for (auto const& m : summarise(e)) html += card(e, m);
  html += "</div>\n<p class=\"soft\">Accuracy on the test samples after the last step";
  if (e.chosen.splits > 1)
    html += ": mean ± standard deviation over " + std::to_string(e.chosen.splits) + " label splits" +
            (e.interrupted ? ", those that were completed" : "") + ".</p>\n";
  else
    html +=
        ". This is one label split; with few labels, the difference between splits is often several points "
        "(<code>--splits K</code>).</p>\n";
  return html;
}

std::string notices(experiment const& e) {
  std::string html;
  if (e.interrupted) {
    auto const& r = e.runs.back();
    html += "<div class=\"notice\"><b>This experiment was interrupted</b>, in " + r.method + " after " +
            std::to_string(r.history.steps.size()) + " of " + std::to_string(e.chosen.steps) +
            " steps. What follows is what was done so far.</div>\n";
  }
  if (std::string_view(e.source.name) == "synthetic")
    html +=
        "<div class=\"notice\">The images are drawn by the program, not photographed: these numbers say nothing about "
        "real images.</div>\n";
  for (auto const& r : e.runs)
    for (auto const& w : r.history.warnings)
      html += "<div class=\"notice\"><b>" + r.method + ", split " + std::to_string(r.split) + ":</b> " + escape(w) +
              "</div>\n";
  return html;
}

constexpr char const* explanation = R"html(
<h2>How to read this</h2>
<p>All methods share the label split, the initial weights, the weak augmentation, the optimiser, the steps and the averaging;
they differ by what they do with unlabelled samples. Predictions for the test samples are stored during the run without
their labels and scored once, at the end; no choice was made by them.</p>
<p><b>Last</b> is the accuracy after the last step, with the interval (Wilson, 95 %) that the number of test samples implies
for this one network; it does not contain the differences between label splits. <b>Median of the last 20</b> is over the last
20 evaluation points. <b>Best on validation</b> is the test accuracy at the point where validation accuracy was highest.
<b>Pseudo-label accuracy</b> and <b>mask rate</b> are means over the last tenth of the run. Samples per second count every
sample sent through the student and the teacher, in training alone; so do seconds.</p>
)html";

}  // namespace

std::string report_html(experiment const& e) {
  std::string html =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\">\n<title>" +
      escape(title_of(e)) + "</title>\n<style>" + report_style + "</style>\n</head>\n<body>\n<main>\n";
  html += "<div class=\"eyebrow\">tacit · ssl_bench</div>\n<h1>" + escape(title_of(e)) + "</h1>\n";
  html += cards(e) + notices(e) + facts(e);
  html += "<h2>Results</h2>\n" + result_table(e);
  html += learning_curves(e) + unlabelled_curves(e) + pseudo_label_shares(e) + class_accuracies(e) + image_gallery(e) +
          decision_maps(e) + explanation;
  html +=
      "<footer>Made by <code>" + escape(e.chosen.command) +
      "</code><br>Beside this page: <a href=\"results.json\">results.json</a>, the log of every step and evaluation as "
      "CSV, and the label splits.</footer>\n</main>\n</body>\n</html>\n";
  return html;
}

}  // namespace bench
