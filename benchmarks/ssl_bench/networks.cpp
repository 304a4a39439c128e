// The table of networks.
#include "networks.hpp"

#include "spelling.hpp"

namespace bench {

std::vector<network_entry> const& all_networks() {
  static std::vector<network_entry> const entries{mlp_entry(),       mlp_norm_entry(),         mlp_cosine_entry(),
                                                  small_cnn_entry(), small_cnn_cosine_entry(), wrn28_2_entry(),
                                                  conv_large_entry()};
  return entries;
}

std::string in_form(std::string const& usual, network_form form) {
  if (form == network_form::with_cosine) return usual + "_cosine";
  return form == network_form::with_norms && usual == "mlp" ? "mlp_norm" : usual;
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
