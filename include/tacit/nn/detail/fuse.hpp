// Layers that take over the activation behind them: one pass over memory instead of two.
#pragma once

#include <utility>
#include <vector>

#include "tacit/nn/detail/graph.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// Merges an activation into the layer before it, where that layer can and nobody else reads what lies between.
template <class Scalar>
void fuse_activations(network_graph<Scalar>& g) {
  auto readers = repeated<int>(g.elements.size());
  for (auto const& n : g.nodes) {
    ++readers[n.a];
    if (n.is_sum()) ++readers[n.b];
  }
  ++readers[g.logits];
  if (g.features != nothing) ++readers[g.features];

  std::vector<node<Scalar>> nodes;
  auto writer = repeated(g.elements.size(), nothing);
  for (auto& n : g.nodes) {
    std::size_t const before = writer[n.a];
    if (!n.is_sum() && before != nothing && readers[n.a] == 1 && !nodes[before].is_sum()) {
      elementwise_function const f = n.layer->function();
      if (auto both = f.kind == activation::identity ? nullptr : nodes[before].layer->fuse(f)) {
        nodes[before].layer = std::move(both);
        nodes[before].activation = n.layer->name;
        nodes[before].y = n.y;
        writer[n.y] = before;
        continue;
      }
    }
    writer[n.y] = nodes.size();
    nodes.push_back(std::move(n));
  }
  g.nodes = std::move(nodes);
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
