// The report: one self-contained HTML page with inline SVG; no scripts, nothing from outside, light and dark.
#pragma once

#include <string>

#include "../experiment.hpp"

namespace bench {

/// Of the runs so far, at least one.
std::string report_html(experiment const&);

}  // namespace bench
