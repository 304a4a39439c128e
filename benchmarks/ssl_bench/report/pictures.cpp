// Test images with predictions, and maps of the plane.
#include <algorithm>
#include <array>

#include "../text.hpp"
#include "parts.hpp"
#include "png.hpp"

namespace bench {

namespace {

/// The runs of the first split, one a method.
std::vector<run_record const*> first_split(experiment const& e) {
  std::vector<run_record const*> runs;
  for (auto const& r : e.runs)
    if (r.split == 0) runs.push_back(&r);
  return runs;
}

std::string class_name(experiment const& e, int c) {
  return e.data->class_names.empty() ? "class " + std::to_string(c) : e.data->class_names[static_cast<std::size_t>(c)];
}

std::string one_sample(experiment const& e, std::vector<run_record const*> const& runs, index_t i) {
  auto const& set = e.data->test;
  auto const k = static_cast<std::size_t>(i);
  int const truth = e.data->test_labels[k];
  std::string html = "<div class=\"sample\"><img alt=\"\" src=\"" +
                     png_data_uri(set[i].bytes, set.shape[0], set.shape[1], set.shape[2]) + "\"><b>" +
                     escape(class_name(e, truth)) + "</b>";
  for (auto const* r : runs) {
    int const said = r->evaluation.predictions[k];
    bool const right = said == truth;
    html += "<span class=\"row " + std::string(right ? "right" : "wrong") + "\" title=\"" + r->method + ": " +
            escape(class_name(e, said)) + "\"><i class=\"swatch " + colour_of(e, r->method) +
            "\"></i><span class=\"text\">" + escape(class_name(e, said)) + "</span><span class=\"" +
            (right ? "good\">✓" : "bad\">✗") + "</span></span>";
  }
  return html + "</div>";
}

/// The network's class at each cell, as translucent colour.
std::string map_image(experiment const& e, run_record const& r) {
  static constexpr std::array<std::array<std::uint8_t, 3>, 2> colours{{{217, 119, 6}, {37, 99, 235}}};
  std::vector<std::uint8_t> pixels;
  for (int c : r.decision_map) {
    auto const& colour = colours[static_cast<std::size_t>(c) % colours.size()];
    pixels.insert(pixels.end(), colour.begin(), colour.end());
    pixels.push_back(72);
  }
  return png_data_uri(pixels, e.view.rows, e.view.columns, 4);
}

/// Test points small, labelled points large; drawn once and used by every map.
std::string point_symbol(experiment const& e) {
  auto const& v = e.view;
  auto const x = [&](float value) { return 360 * (static_cast<double>(value) - v.left) / (v.right - v.left); };
  auto const y = [&](float value) { return 240 * (v.top - static_cast<double>(value)) / (v.top - v.bottom); };
  auto const dot = [&](tacit::sample_set const& set, index_t i, int label, char const* radius) {
    auto const p = set[i].values;
    return "<circle class=\"" + std::string(label == 0 ? "c1" : "c2") + "\" cx=\"" + fixed(x(p[0]), 1) + "\" cy=\"" +
           fixed(y(p[1]), 1) + "\" r=\"" + radius + "\"/>";
  };
  std::string few, many;
  for (index_t i = 0; i < e.data->test.count; ++i)
    many += dot(e.data->test, i, e.data->test_labels[static_cast<std::size_t>(i)], "1.5");
  for (index_t i : e.splits.front().labelled)
    few += dot(e.data->train, i, e.data->train_labels[static_cast<std::size_t>(i)], "5.5");
  return "<svg width=\"0\" height=\"0\" style=\"position:absolute\"><defs><g id=\"points\"><g class=\"fill\" "
         "opacity=\".75\">" +
         many + "</g><g class=\"fill mark\">" + few + "</g></g></defs></svg>\n";
}

}  // namespace

std::string image_gallery(experiment const& e) {
  auto const& shape = e.data->test.shape;
  auto const runs = first_split(e);
  if (!e.data->test.is_image() || (shape[2] != 1 && shape[2] != 3) || runs.empty()) return {};
  index_t const shown = std::min<index_t>(40, e.data->test.count);
  std::string legend, html;
  for (auto const* r : runs) legend += "<span>" + named_swatch(e, r->method) + "</span>";
  for (index_t i = 0; i < shown; ++i) html += one_sample(e, runs, i);
  return "<h2>Test images</h2>\n<p>The first " + std::to_string(shown) + " of " + std::to_string(e.data->test.count) +
         " test images, in the order of the file: nobody picked them. In bold the true class, then what each method "
         "said "
         "(first split, last evaluation).</p>\n<div class=\"legend\">" +
         legend + "</div><div class=\"gallery\">" + html + "</div>\n";
}

std::string decision_maps(experiment const& e) {
  auto const runs = first_split(e);
  if (!e.is_planar() || e.data->classes != 2 || runs.empty()) return {};
  std::string html =
      "<h2>Decisions</h2>\n<p>The class that each method names at every place of the plane, first split. "
      "Small dots: test points in the colour of their class. Large dots: the labelled points.</p>\n" +
      point_symbol(e) + "<div class=\"charts\">\n";
  for (auto const* r : runs)
    if (!r->decision_map.empty())
      html += "<figure class=\"wide\"><figcaption>" + named_swatch(e, r->method) +
              "</figcaption><svg viewBox=\"0 0 360 240\">"
              "<image width=\"360\" height=\"240\" preserveAspectRatio=\"none\" href=\"" +
              map_image(e, *r) + "\"/><use href=\"#points\"/></svg></figure>\n";
  return html + "</div>\n";
}

}  // namespace bench
