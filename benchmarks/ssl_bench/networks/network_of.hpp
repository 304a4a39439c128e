// An entry of the table of networks, made of the function that describes the network.
#pragma once

#include <type_traits>

#include "../networks.hpp"
#include "tacit/train/classifier.hpp"

namespace bench {

/// `Describe(sample_shape, classes)` gives the network's description.
template <auto Describe>
network_entry network_of(char const* name) {
  using tacit::any_backbone;
  using network = std::invoke_result_t<decltype(Describe), tacit::shape_t const&, int>;
  using model = tacit::classifier<network, float>;
  return {name,
          [](tacit::shape_t const& shape, int classes, std::uint64_t seed, int threads) {
            return any_backbone<float>(model(Describe(shape, classes), shape, seed, tacit::context(threads)));
          },
          [](tacit::shape_t const& shape, int classes, tacit::index_t rows) {
            return tacit::size_of(Describe(shape, classes), shape, rows);
          },
          [](any_backbone<float>& n, std::string const& path) { n.get<model>().save(path); },
          [](any_backbone<float>& n, std::string const& path) { n.get<model>().load(path); }};
}

}  // namespace bench
