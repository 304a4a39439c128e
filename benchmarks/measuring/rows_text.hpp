// Measured rows as JSON: an array, one row a line, so that stored figures can be compared line by line.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace bench {

inline std::string rows_text(std::vector<nlohmann::ordered_json> const& rows) {
  std::string text = "[";
  for (auto const& row : rows) text += (text.size() > 1 ? ",\n " : "\n ") + row.dump();
  return text + "\n]\n";
}

}  // namespace bench
