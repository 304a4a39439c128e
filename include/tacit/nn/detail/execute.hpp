// Running a program: forward through its nodes, and back.
#pragma once

#include "tacit/kernel/parallel.hpp"
#include "tacit/kernel/reduce.hpp"
#include "tacit/nn/detail/workspace.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// y = a + b; y may be a or b.
template <class Scalar>
void add_arrays(context const& ctx, index_t count, Scalar const* a, Scalar const* b, Scalar* y) {
  parallel_ranges(ctx, count, index_t{1} << 14, [=](index_t first, index_t last, int) {
    for (index_t i = first; i < last; ++i) y[i] = a[i] + b[i];
  });
}

/// The flat spans that a program runs on; gradients and running are null where they must not be touched.
template <class Scalar>
struct network_spans {
  Scalar const* parameters = nullptr;
  Scalar* gradients = nullptr;
  Scalar const* buffers = nullptr;
  Scalar* running = nullptr;
};

template <class Scalar>
[[gnu::noinline]] layer_pass<Scalar> at_node(network_graph<Scalar> const& g, std::size_t i, context const& ctx,
                                             network_spans<Scalar> const& s, workspace<Scalar>& w) {
  layer_place const& place = g.nodes[i].place;
  return {ctx,       w.mode,    place,     g.offsets.data() + place.first_offset, w.rows(), s.parameters, s.gradients,
          s.buffers, s.running, w.saved(i)};
}

template <class Scalar>
void run_forward(program<Scalar> const& p, context const& ctx, network_spans<Scalar> const& spans, workspace<Scalar>& w,
                 std::byte* scratch, Scalar const* input) {
  auto const read = [&](std::size_t v) { return v == 0 ? input : w.value(v, scratch); };
  for (std::size_t i = 0; i < p.graph.nodes.size(); ++i) {
    auto const& n = p.graph.nodes[i];
    Scalar* y = w.value(n.y, scratch);
    if (n.is_sum())
      add_arrays(ctx, w.rows() * p.graph.elements[n.y], read(n.a), read(n.b), y);
    else
      n.layer->forward(at_node(p.graph, i, ctx, spans, w), read(n.a), y);
  }
}

/// The gradient of the logits lies in its place already; `features` is added to that of the features, to which the
/// logits send their own times `down`. `input`: whether gradients go down to the network's input.
template <class Scalar>
void run_backward(program<Scalar> const& p, context const& ctx, network_spans<Scalar> const& spans,
                  workspace<Scalar>& w, std::byte* scratch, matrix_view<Scalar const> features, bool input,
                  double down = 1) {
  gradient_plan const& plan = p.gradients;
  auto const gradient = [&](std::size_t id) { return w.gradient(plan, id, scratch); };
  auto const read = [&](std::size_t v) {
    return plan.recomputed[v] == nothing ? w.value(v, scratch) : gradient(plan.recomputed[v]);
  };
  for (std::size_t i = p.graph.nodes.size(); i-- > 0;) {
    auto const& n = p.graph.nodes[i];
    gradient_step const& s = plan.steps[i];
    if (s.dy == nothing || !(input || plan.trained[n.y])) continue;
    if (s.recompute != nothing) {
      auto const& m = p.graph.nodes[s.recompute];
      m.layer->recompute(at_node(p.graph, s.recompute, ctx, spans, w), w.value(m.a, scratch),
                         gradient(plan.recomputed[m.y]));
    }
    for (std::size_t k = 0; k < 2; ++k) {
      std::size_t const v = k == 0 ? n.a : n.b;
      if (v == nothing) continue;
      bool const needed = input || plan.trained[v];
      Scalar* dx = s.dx[k] != nothing && needed ? gradient(s.dx[k]) : nullptr;
      Scalar const* more = s.sum[k] != nothing && needed ? gradient(s.sum[k]) : nullptr;
      index_t const count = w.rows() * p.graph.elements[v];
      if (n.is_sum()) {
        if (dx) add_arrays(ctx, count, static_cast<Scalar const*>(gradient(s.dy)), more, dx);
        continue;
      }
      n.layer->backward(at_node(p.graph, i, ctx, spans, w), n.layer->needs_input ? read(n.a) : nullptr,
                        n.layer->needs_output ? w.value(n.y, scratch) : nullptr, gradient(s.dy), dx);
      bool const last_head = v == p.graph.features && n.place.number == p.graph.head;
      if (dx && last_head && down != 1) scale(ctx, count, static_cast<Scalar>(down), dx);
      if (dx && more) add_arrays(ctx, count, static_cast<Scalar const*>(dx), more, dx);
      if (dx && last_head && features.data())
        for (index_t r = 0; r < w.rows(); ++r)
          for (index_t c = 0; c < features.extent(1); ++c) dx[r * features.extent(1) + c] += features(r, c);
    }
  }
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
