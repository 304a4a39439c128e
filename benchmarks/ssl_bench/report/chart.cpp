// Line charts as inline SVG.
#include "chart.hpp"

#include <algorithm>
#include <cmath>

#include "../text.hpp"

namespace bench {

namespace {

constexpr double width = 520, height = 270, top = 10, bottom = 40, left = 50;

/// From data to the picture's coordinates.
struct scale {
  double low, high, from, to;
  bool logarithmic = false;

  double operator()(double v) const {
    double const share = logarithmic ? std::log(v / low) / std::log(high / low) : (v - low) / (high - low);
    return from + share * (to - from);
  }
};

std::string at(double v) { return fixed(v, 1); }

bool drawable(double v, bool logarithmic) { return !std::isnan(v) && (!logarithmic || v > 0); }

/// Round numbers on a logarithmic axis: powers of ten, and their multiples where those are few.
std::vector<double> logarithmic_ticks(double low, double high) {
  std::vector<double> ticks;
  bool const few = high / low < 200;
  for (int e = static_cast<int>(std::floor(std::log10(low))); std::pow(10, e) <= high; ++e)
    for (double m : {1.0, 2.0, 5.0}) {
      double const v = m * std::pow(10, e);
      if (v >= low * 0.999 && v <= high * 1.001 && (few || m == 1.0)) ticks.push_back(v);
    }
  return ticks;
}

struct range {
  double low, high;
};

range range_of(line_chart const& c) {
  double low = INFINITY, high = -INFINITY;
  for (auto const& l : c.lines)
    for (double v : l.y)
      if (drawable(v, c.logarithmic)) {
        low = std::min(low, v);
        high = std::max(high, v);
      }
  if (c.logarithmic) {
    low = std::max(low, high * 1e-5);  // what lies below is drawn at the edge
    return high / low < 1.5 ? range{low / 1.5, high * 1.5} : range{low / 1.1, high * 1.1};
  }
  if (c.from_zero) low = 0;
  double const least = c.unit == "%" ? 0.02 : 1e-9;  // a constant needs an axis too
  if (high - low < least) low = std::max(0.0, high - 5 * least);
  if (high - low < least) high = low + 5 * least;
  auto const ticks = round_ticks(low, high);
  return {ticks.front(), ticks.back()};
}

std::string axes(line_chart const& c, scale const& x, scale const& y) {
  std::string svg = "<g class=\"grid\">";
  std::string labels = "<g class=\"ticks\">";
  auto const ticks = c.logarithmic ? logarithmic_ticks(y.low, y.high) : round_ticks(y.low, y.high);
  for (double v : ticks) {
    svg += "<path d=\"M" + at(x.from) + " " + at(y(v)) + "H" + at(x.to) + "\"/>";
    labels += "<text class=\"end\" x=\"" + at(x.from - 6) + "\" y=\"" + at(y(v) + 4) + "\">" +
              (c.unit == "%" ? number(100 * v) + "\u2009%" : number(v, 3)) + "</text>";
  }
  for (double v : round_ticks(0, x.high))
    if (v <= x.high) {
      svg += "<path d=\"M" + at(x(v)) + " " + at(y.from) + "v4\"/>";
      labels +=
          "<text class=\"middle\" x=\"" + at(x(v)) + "\" y=\"" + at(y.from + 17) + "\">" + number(v, 6) + "</text>";
    }
  labels += "<text class=\"middle\" x=\"" + at((x.from + x.to) / 2) + "\" y=\"" + at(height - 5) + "\">step</text></g>";
  return svg + "<path class=\"axis\" d=\"M" + at(x.from) + " " + at(y.from) + "H" + at(x.to) + "\"/></g>" + labels;
}

std::string path_of(line const& l, bool logarithmic, scale const& x, scale const& y) {
  std::string d;
  bool drawing = false;
  for (std::size_t i = 0; i < l.x.size(); ++i) {
    bool const is_drawn = drawable(l.y[i], logarithmic);
    auto const place = at(x(l.x[i])) + " " + at(std::clamp(y(l.y[i]), y.to, y.from));
    if (is_drawn) d += drawing ? "L" + place : "M" + place + "h0";  // h0: a single point shows as a dot
    drawing = is_drawn;
  }
  return d;
}

/// Names at the right ends of the lines, moved apart where they would overlap.
std::string end_names(line_chart const& c, scale const& x, scale const& y) {
  struct label {
    line const* of;
    double place;
  };
  constexpr double apart = 14;
  std::vector<label> labels;
  for (auto const& l : c.lines) {
    if (l.faint) continue;
    for (std::size_t i = l.y.size(); i-- > 0;)
      if (drawable(l.y[i], c.logarithmic)) {
        labels.push_back({&l, std::clamp(y(l.y[i]), y.to, y.from)});
        break;
      }
  }
  std::stable_sort(labels.begin(), labels.end(), [](auto const& a, auto const& b) { return a.place < b.place; });
  for (std::size_t i = 1; i < labels.size(); ++i)
    labels[i].place = std::max(labels[i].place, labels[i - 1].place + apart);
  double const over = labels.empty() ? 0 : labels.back().place - (y.from + 4);
  for (std::size_t i = labels.size(); over > 0 && i-- > 0;) {
    double const limit = i + 1 == labels.size() ? y.from + 4 : labels[i + 1].place - apart;
    labels[i].place = std::min(labels[i].place, limit);
  }
  std::string svg;
  for (auto const& l : labels)
    svg += "<text class=\"name fill " + l.of->colour + "\" x=\"" + at(x.to + 7) + "\" y=\"" + at(l.place + 4) + "\">" +
           escape(l.of->name) + "</text>";
  return svg;
}

}  // namespace

bool line_chart::empty() const {
  for (auto const& l : lines)
    for (double v : l.y)
      if (drawable(v, logarithmic)) return false;
  return true;
}

std::vector<double> round_ticks(double low, double high) {
  double const span = std::max(high - low, 1e-12), power = std::pow(10, std::floor(std::log10(span / 4)));
  double step = power;
  for (double m : {1.0, 2.0, 2.5, 5.0, 10.0}) {
    step = m * power;
    if (span / step <= 5.5) break;
  }
  std::vector<double> ticks;
  double const first = std::floor(low / step + 1e-9), last = std::ceil(high / step - 1e-9);
  for (double i = first; i <= last; ++i) ticks.push_back(i * step);
  return ticks;
}

std::string draw(line_chart const& c) {
  std::size_t longest = 0;
  for (auto const& l : c.lines) longest = std::max(longest, l.faint ? 0 : l.name.size());
  double const right = 12 + 6.6 * static_cast<double>(longest);
  auto const limits = range_of(c);
  scale const x{0, c.x_end, left, width - right}, y{limits.low, limits.high, height - bottom, top, c.logarithmic};

  std::string svg = "<figure><figcaption><b>" + escape(c.title) + "</b> " + escape(c.note) +
                    "</figcaption><svg viewBox=\"0 0 " + at(width) + " " + at(height) +
                    "\" role=\"img\" aria-label=\"" + escape(c.title) + "\">" + axes(c, x, y);
  for (bool const faint : {true, false})
    for (auto const& l : c.lines)
      if (l.faint == faint)
        svg += "<path class=\"line " + l.colour + (faint ? " faint" : "") + "\" d=\"" +
               path_of(l, c.logarithmic, x, y) + "\"><title>" + escape(l.name) + "</title></path>";
  return svg + end_names(c, x, y) + "</svg></figure>\n";
}

}  // namespace bench
