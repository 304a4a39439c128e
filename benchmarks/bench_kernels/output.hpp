// The rows as a table for people and as JSON for scripts.
#pragma once

#include "measure.hpp"

namespace bench {

std::string table_heading();
std::string table_line(row const& r);
std::string to_json(std::vector<row> const& rows);

}  // namespace bench
