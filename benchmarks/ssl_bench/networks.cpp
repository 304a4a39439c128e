// The table of networks.
#include "networks.hpp"

#include "spelling.hpp"

namespace bench {

std::vector<network_entry> const& all_networks() {
  static std::vector<network_entry> const entries{mlp_entry(), small_cnn_entry(), wrn28_2_entry(), conv_large_entry()};
  return entries;
}

network_entry const& find_network(std::string const& name) {
  std::vector<std::string> known;
  for (auto const& entry : all_networks()) {
    if (entry.name == name) return entry;
    known.emplace_back(entry.name);
  }
  throw_unknown("--net", name, known);
}

}  // namespace bench
