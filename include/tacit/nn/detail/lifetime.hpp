// Which values and gradients of a graph share memory, and from when to when each piece of memory is alive.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "tacit/nn/detail/graph.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// Memory for `elements` scalars a row, alive in steps first .. last; `kept`: until the slot is used again.
struct piece {
  index_t elements = 0;
  std::ptrdiff_t first = 0, last = 0;
  bool kept = false;
};

/// The pieces, and which of them holds each value (or gradient). Independent of the number of rows.
struct layout {
  std::vector<std::size_t> piece_of;
  std::vector<piece> pieces;

  bool kept(std::size_t id) const { return pieces[piece_of[id]].kept; }
};

/// The values that a backward reads: kept since the forward, or made again by the node that `recomputed` names.
template <class Scalar>
struct backward_reads {
  std::vector<std::uint8_t> kept;
  std::vector<std::size_t> recomputed;

  explicit backward_reads(network_graph<Scalar> const& g)
      : kept(repeated<std::uint8_t>(g.elements.size())), recomputed(repeated(g.elements.size(), nothing)) {
    auto outputs = repeated<std::uint8_t>(g.elements.size());
    outputs[g.logits] = true;
    if (g.features != nothing) outputs[g.features] = true;
    for (auto const& n : g.nodes) {
      if (n.is_sum()) continue;
      if (n.layer->needs_input) kept[n.a] = true;
      if (n.layer->needs_output) kept[n.y] = outputs[n.y] = true;
    }
    for (std::size_t i = 0; i < g.nodes.size(); ++i) {
      auto const& n = g.nodes[i];
      // With parameters: then no backward leaves out those who read the value.
      if (n.is_sum() || !n.layer->recomputes || n.place.parameters == 0) continue;
      if (!kept[n.y] || outputs[n.y] || !kept[n.a]) continue;
      kept[n.y] = false;
      recomputed[n.y] = i;
    }
  }
};

/// Values of a forward pass. In a pass that will be differentiated, what a backward reads is kept; else only the
/// outputs are, and the rest lives from its first to its last use. A layer that works in place writes over its input
/// where nobody reads that again.
template <class Scalar>
layout forward_layout(network_graph<Scalar> const& g, bool differentiate) {
  std::size_t const values = g.elements.size();
  auto last = repeated<std::ptrdiff_t>(values, -1);
  auto kept = differentiate ? backward_reads(g).kept : repeated<std::uint8_t>(values);
  for (std::size_t i = 0; i < g.nodes.size(); ++i) {
    auto const& n = g.nodes[i];
    last[n.y] = last[n.a] = static_cast<std::ptrdiff_t>(i);
    if (n.is_sum()) last[n.b] = last[n.a];
  }
  kept[g.logits] = true;
  if (g.features != nothing) kept[g.features] = true;

  layout l;
  l.piece_of = repeated(values, nothing);
  l.piece_of[0] = 0;
  l.pieces.push_back({g.elements[0], -1, last[0], kept[0] != 0});
  for (std::size_t i = 0; i < g.nodes.size(); ++i) {
    auto const& n = g.nodes[i];
    auto const now = static_cast<std::ptrdiff_t>(i);
    // The network's input may be the caller's memory: never written over.
    auto const reusable = [&](std::size_t v) {
      return v != nothing && v != 0 && last[v] == now && !l.kept(v) && g.elements[v] == g.elements[n.y];
    };
    bool const in_place = n.is_sum() || n.layer->in_place;
    if (std::size_t const over = reusable(n.a) ? n.a : n.b; in_place && reusable(over)) {
      l.piece_of[n.y] = l.piece_of[over];
      l.pieces[l.piece_of[n.y]].last = last[n.y];
      l.pieces[l.piece_of[n.y]].kept = kept[n.y] != 0;
    } else {
      l.piece_of[n.y] = l.pieces.size();
      l.pieces.push_back({g.elements[n.y], now, last[n.y], kept[n.y] != 0});
    }
  }
  return l;
}

/// What backward does at one node. The gradient of input k (0: a, 1: b) is written to dx[k], and the sum of what other
/// users of that input contributed, sum[k], is added. A plain sum without earlier contributions passes dy on. Before
/// it, the node `recompute` runs again: its output, which this node and earlier ones read, was not kept.
struct gradient_step {
  std::size_t dy = nothing;
  std::array<std::size_t, 2> dx{nothing, nothing}, sum{nothing, nothing};
  std::size_t recompute = nothing;
};

struct gradient_plan {
  std::vector<gradient_step> steps;     ///< one a node
  std::vector<std::size_t> recomputed;  ///< per value: where in the memory of the gradients it is made again
  layout memory;
  std::size_t logits = nothing, input = nothing;  ///< gradients of the outputs and of the input
  std::vector<std::uint8_t> trained;              ///< per value: whether it depends on parameters
};

/// Places what is made again among the gradients: from the first node that reads it, in the order of backward, to the
/// last.
template <class Scalar>
void plan_recomputed(network_graph<Scalar> const& g, gradient_plan& p, std::vector<piece>& gradients) {
  p.recomputed = repeated(g.elements.size(), nothing);
  backward_reads const reads(g);
  for (std::size_t i = g.nodes.size(); i-- > 0;) {
    auto const& n = g.nodes[i];
    if (p.steps[i].dy == nothing || n.is_sum() || !n.layer->needs_input || reads.recomputed[n.a] == nothing) continue;
    auto const now = static_cast<std::ptrdiff_t>(g.nodes.size() - 1 - i);
    std::size_t& at = p.recomputed[n.a];
    if (at == nothing) {
      p.steps[i].recompute = reads.recomputed[n.a];
      at = gradients.size();
      gradients.push_back({g.elements[n.a], now, now, false});
    }
    gradients[at].last = now;
  }
}

template <class Scalar>
gradient_plan plan_gradients(network_graph<Scalar> const& g) {
  std::size_t const count = g.nodes.size();
  gradient_plan p;
  p.steps = std::vector<gradient_step>(count);
  p.trained = repeated<std::uint8_t>(g.elements.size());
  for (auto const& n : g.nodes)
    p.trained[n.y] = n.place.parameters > 0 || p.trained[n.a] || (n.is_sum() && p.trained[n.b]);

  std::vector<piece> gradients;                             // one each; merged below
  auto gradient_of = repeated(g.elements.size(), nothing);  // of each value, as far as it is summed up
  auto const fresh = [&](std::size_t v, std::ptrdiff_t now) {
    gradients.push_back({g.elements[v], now, now, false});
    return gradient_of[v] = gradients.size() - 1;
  };
  p.logits = fresh(g.logits, -1);
  for (std::size_t i = count; i-- > 0;) {
    auto const& n = g.nodes[i];
    auto const now = static_cast<std::ptrdiff_t>(count - 1 - i);
    gradient_step& s = p.steps[i];
    s.dy = gradient_of[n.y];
    if (s.dy == nothing) continue;
    gradients[s.dy].last = now;
    for (std::size_t k = 0; k < (n.is_sum() ? 2u : 1u); ++k) {
      std::size_t const v = k == 0 ? n.a : n.b;
      s.sum[k] = gradient_of[v];
      if (s.sum[k] != nothing) gradients[s.sum[k]].last = now;
      if (n.is_sum() && s.sum[k] == nothing)
        gradient_of[v] = s.dy;
      else
        s.dx[k] = fresh(v, now);
    }
  }
  p.input = gradient_of[0];
  if (p.input != nothing) gradients[p.input].last = static_cast<std::ptrdiff_t>(count);
  plan_recomputed(g, p, gradients);

  p.memory.piece_of = repeated(gradients.size(), nothing);
  for (std::size_t i = count; i-- > 0;) {  // dx over dy where that was its last use
    gradient_step const& s = p.steps[i];
    auto const now = static_cast<std::ptrdiff_t>(count - 1 - i);
    if (s.dx[0] == nothing || g.nodes[i].is_sum() || !g.nodes[i].layer->in_place) continue;
    if (gradients[s.dy].last == now && s.sum[0] != s.dy && gradients[s.dy].elements == gradients[s.dx[0]].elements)
      p.memory.piece_of[s.dx[0]] = s.dy;  // resolved to a piece below: dy was made before dx
  }
  for (std::size_t id = 0; id < gradients.size(); ++id) {
    std::size_t& at = p.memory.piece_of[id];
    if (at == nothing) {
      at = p.memory.pieces.size();
      p.memory.pieces.push_back(piece(gradients[id]));
    } else {
      at = p.memory.piece_of[at];
      p.memory.pieces[at].last = gradients[id].last;
    }
  }
  return p;
}

/// A graph with everything about its memory that does not depend on the number of rows.
template <class Scalar>
struct program {
  explicit program(network_graph<Scalar>&& built)
      : graph(std::move(built)),
        keeping(forward_layout(graph, true)),
        lean(forward_layout(graph, false)),
        gradients(plan_gradients(graph)) {}

  detail::network_graph<Scalar> graph;
  layout keeping, lean;  ///< of passes with and without backward
  gradient_plan gradients;
};

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
