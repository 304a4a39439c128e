// The table on standard output.
#pragma once

#include <string>

#include "../experiment.hpp"

namespace bench {

/// What is about to be run, in a few lines.
std::string heading(experiment const&);

/// A line a run, then a line a method, then the warnings.
std::string table(experiment const&);

}  // namespace bench
