// labelled_samples: samples and their labels, as one file or one generator yields them.
#pragma once

#include <string>
#include <vector>

#include "tacit/data/samples.hpp"
#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {

/// The label of a training sample whose class is not known. Test samples always have a class.
inline constexpr int unknown_label = -1;

struct labelled_samples {
  sample_set samples;
  std::vector<int> labels;
};

namespace detail {
inline void require_same_count(std::string const& images, index_t image_count, std::string const& labels,
                               std::size_t label_count) {
  if (static_cast<std::size_t>(image_count) != label_count)
    throw_error<file_error>("{}: expected {} labels, one for each image of {}, got {}",
                            {labels, image_count, images, label_count});
}
}  // namespace detail

}  // namespace tacit::inline TACIT_ABI
