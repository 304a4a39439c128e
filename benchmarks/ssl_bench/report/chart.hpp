// Line charts as inline SVG: axes with ticks and units, lines named at their ends.
#pragma once

#include <string>
#include <vector>

namespace bench {

/// The colour of a line, bar or swatch is a class of the page's style: "c0" .. "c7".
struct line {
  std::string name;
  std::string colour;
  std::vector<double> x, y;  ///< a NaN in y is a gap
  bool faint = false;        ///< one of several behind a mean; without a name at its end
};

struct line_chart {
  std::string title, note;  ///< the note says what exactly is drawn, in small print
  std::string unit;         ///< of y: "%" shows fractions as percent
  double x_end = 1;         ///< x runs from 0, in steps
  bool logarithmic = false;
  bool from_zero = false;
  std::vector<line> lines;

  bool empty() const;  ///< nothing to draw
};

/// A <figure> of its own.
std::string draw(line_chart const&);

/// Three to seven round numbers that cover the range.
std::vector<double> round_ticks(double low, double high);

}  // namespace bench
