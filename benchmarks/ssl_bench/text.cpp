// Numbers and words as people read them.
#include "text.hpp"

#include <cmath>
#include <cstdio>

namespace bench {

namespace {
template <class... Values>
std::string format(char const* pattern, Values... values) {
  char text[64];
  std::snprintf(text, sizeof text, pattern, values...);
  return text;
}
}  // namespace

std::string number(double value, int digits) {
  if (std::isnan(value)) return "-";
  auto const plain = format("%.*g", digits, value);
  return plain.find('e') == std::string::npos || std::abs(value) < 1 ? plain : format("%.0f", value);
}

std::string fixed(double value, int decimals) { return std::isnan(value) ? "-" : format("%.*f", decimals, value); }

std::string percent(double fraction, int decimals) { return fixed(100 * fraction, decimals); }

std::string points(double fraction) { return std::isnan(fraction) ? "-" : format("%+.1f", 100 * fraction); }

std::string enumerate(std::vector<std::string> const& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i)
    text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
  return text;
}

std::string escape(std::string_view text) {
  std::string safe;
  for (char c : text) switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe += c;
    }
  return safe;
}

std::vector<std::string> split_at_commas(std::string_view text) {
  std::vector<std::string> words;
  while (true) {
    auto const comma = text.find(',');
    words.emplace_back(text.substr(0, comma));
    if (comma == std::string_view::npos) return words;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace bench
