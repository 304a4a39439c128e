// The networks that the program knows, each built in a file of its own behind one type.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tacit/nn/any_backbone.hpp"
#include "tacit/nn/layer.hpp"
#include "tacit/nn/summary.hpp"

namespace bench {

struct network_entry {
  char const* name;
  tacit::any_backbone<float> (*make)(tacit::shape_t const& sample_shape, int classes, std::uint64_t seed, int threads);
  tacit::network_size (*size)(tacit::shape_t const& sample_shape, int classes, tacit::index_t rows);
  void (*save)(tacit::any_backbone<float>&, std::string const& path);
  void (*load)(tacit::any_backbone<float>&, std::string const& path);
};

network_entry mlp_entry();
network_entry mlp_norm_entry();
network_entry mlp_cosine_entry();
network_entry small_cnn_entry();
network_entry small_cnn_cosine_entry();
network_entry wrn28_2_entry();
network_entry conv_large_entry();

std::vector<network_entry> const& all_networks();

/// What a method asks of a network, from the least to the most: norms whose scales move, also a cosine classifier.
enum class network_form { usual, with_norms, with_cosine };

/// The form of a data set's usual network: "mlp" becomes "mlp_norm" or "mlp_cosine".
std::string in_form(std::string const& usual, network_form);

/// Throws usage_error with the nearest spelling.
network_entry const& find_network(std::string const& name);

}  // namespace bench
