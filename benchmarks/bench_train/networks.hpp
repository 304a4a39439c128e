// The networks that are timed, behind one type.
#pragma once

#include <string>
#include <vector>

#include "tacit/nn/any_backbone.hpp"
#include "tacit/nn/layer.hpp"

namespace bench {

/// Names and the shape of the samples that each is timed on.
struct network_entry {
  char const* name;
  tacit::shape_t sample_shape;
  tacit::any_backbone<float> (*make)(tacit::shape_t const& sample_shape, int threads);
};

/// mlp (784-1200-1200-10), small_cnn, wrn28_2, conv_large.
std::vector<network_entry> const& networks();

/// 2-64-64-2.
network_entry tiny_network();

}  // namespace bench
