// Files: rows of results as JSON, logs as CSV, label splits as manifests. Each appears whole or not at all.
#pragma once

#include <string>
#include <string_view>

#include "../experiment.hpp"

namespace bench {

/// Throws usage_error if a file of this path could not be written, before anything is trained.
void require_writable(std::string const& option, std::string const& path);

/// Makes the folder where it is missing; throws usage_error if that cannot be done.
void require_folder(std::string const& option, std::string const& path);

void write_text(std::string const& path, std::string_view text);

/// An array of one row a run, its evaluation points included; null where something is unknown.
std::string results_json(experiment const&);

/// Of every step, and of every evaluation; a cell is empty where something is unknown.
std::string steps_csv(run_record const&);
std::string evaluations_csv(run_record const&);

}  // namespace bench
