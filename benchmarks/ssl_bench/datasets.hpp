// The data sets that the program knows, and what is usual for each.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tacit/data/samples.hpp"

namespace bench {

struct dataset_entry {
  char const* name;
  char const* title;   ///< as people call it
  char const* folder;  ///< where its files usually are; empty: the user must say; null: it is generated, no files
  char const* net;     ///< the usual network
  tacit::index_t labels, steps, batch, ratio;  ///< the usual budget
  tacit::dataset (*load)(std::string const& folder);
};

std::vector<dataset_entry> const& all_datasets();

/// Throws usage_error with the nearest spelling.
dataset_entry const& find_dataset(std::string const& name);

/// Loads it from `folder` or, if that is empty, from its usual place.
tacit::dataset load_dataset(dataset_entry const& entry, std::string const& folder);

}  // namespace bench
