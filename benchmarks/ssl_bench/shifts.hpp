// The shifts that make a second domain of a data set: labels come from the data as they are, the source; the unlabelled
// samples and the test are the shifted copy, the target.
#pragma once

#include <string>
#include <vector>

#include "tacit/data/domain_shift.hpp"
#include "tacit/data/split.hpp"

namespace bench {

struct shift_entry {
  char const* name;
  char const* idea;  ///< in one line
  tacit::domain_shift of_images, of_points;

  tacit::domain_shift const& of(tacit::dataset const& data) const {
    return data.train.is_image() ? of_images : of_points;
  }
};

std::vector<shift_entry> const& all_shifts();

/// Null for "none". Throws usage_error with the nearest spelling.
shift_entry const* find_shift(std::string const& name);

/// "turned by 35 degrees".
std::string text_of(tacit::domain_shift const&, bool images);

/// The split of both domains made of one of the source: the pool is the same samples, as the target shows them.
tacit::label_split across_domains(tacit::label_split of_source, tacit::dataset const& both);

}  // namespace bench
