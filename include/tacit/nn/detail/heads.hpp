// The heads of a network: small graphs of their own on rows of its features. Their blocks continue the network's table,
// so parameters and buffers lie in its spans; a pass computes only the heads, and only of the rows, that it asks for.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tacit/nn/backbone.hpp"
#include "tacit/nn/builder.hpp"
#include "tacit/nn/detail/slots.hpp"
#include "tacit/nn/layers/activations.hpp"
#include "tacit/nn/layers/batch_norm.hpp"
#include "tacit/nn/layers/linear.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// Blocks: linear0.weight, ..., bn0.scale, ... under the head's name.
struct head_layer : composite_defaults {
  static constexpr char const* name = "head";
  head options;
  index_t outputs;

  template <class Builder>
  value build(Builder& b, value x) const {
    index_t const width =
        options.width > 0 ? options.width : std::max<index_t>(1, x.shape[0] / std::max<index_t>(1, options.narrower));
    for (int i = 0; i < options.hidden; ++i) {
      auto const number = std::to_string(i);
      x = b.add("linear" + number, linear({.outputs = width}), x);
      if (options.batch_norm) x = b.add("bn" + number, batch_norm(), x);
      x = options.tanh ? b.add("tanh" + number, tanh, x) : b.add("relu" + number, leaky_relu(options.slope), x);
    }
    return b.add("linear" + std::to_string(options.hidden), linear({.outputs = outputs}), x);
  }
};

template <class Scalar>
struct head_program {
  head_kind kind;
  program<Scalar> plan;
};

/// A network's program with those of its heads.
template <class Scalar>
struct headed_program : program<Scalar> {
  headed_program(network_graph<Scalar> net, std::vector<head_program<Scalar>> all)
      : program<Scalar>(std::move(net)), heads(std::move(all)) {}
  std::vector<head_program<Scalar>> heads;
};

template <class Scalar>
headed_program<Scalar> with_heads(network_graph<Scalar> net, head_set const& wanted) {
  std::vector<head_program<Scalar>> heads;
  if (!wanted.empty() && net.features == nothing)
    throw value_error("model: a network without a linear layer has no features for heads");
  wanted.for_each([&](head const& h) {
    network_builder<Scalar> builder({net.elements[net.features]}, std::move(net.blocks), std::move(net.initialisers));
    head_layer const layer{{}, h, h.outputs > 0 ? h.outputs : net.elements[net.logits]};
    auto graph = std::move(builder).finish(builder.add(name_of(h.kind), layer, builder.input()));
    net.blocks = std::move(graph.blocks);
    net.initialisers = std::move(graph.initialisers);
    heads.push_back({h.kind, program<Scalar>(std::move(graph))});
  });
  return {std::move(net), std::move(heads)};
}

/// What a slot keeps of one head: its pass, and which rows of the features it read.
template <class Scalar>
struct head_memory {
  workspace<Scalar> pass;
  std::vector<segment> rows;

  /// Visits (row of the head's matrix, row of the features) for all rows.
  template <class Visitor>
  void for_each_row(Visitor visitor) const {
    index_t i = 0;
    for (segment const& s : rows)
      for (index_t r = s.first; r < s.first + s.rows; ++r) visitor(i++, r);
  }
};

/// The memory of a slot: the network's pass, and those of its heads.
template <class Scalar>
struct headed_workspace : workspace<Scalar> {
  std::vector<head_memory<Scalar>> heads;
};

template <class Scalar>
matrix_view<Scalar const> forward_head(program<Scalar> const& plan, context const& ctx,
                                       network_spans<Scalar> const& spans, head_memory<Scalar>& m,
                                       matrix_view<Scalar const> features) {
  scratch_frame frame(ctx);
  auto* scratch = frame.take<std::byte>(m.pass.scratch_bytes());
  index_t const width = features.extent(1);
  Scalar* x = m.pass.value(0, scratch);
  m.for_each_row([&](index_t i, index_t r) { std::copy_n(features.data() + r * width, width, x + i * width); });
  if (m.pass.rows() > 0) run_forward(plan, ctx, spans, m.pass, scratch, static_cast<Scalar const*>(x));
  return outputs_of(plan, m.pass).logits;
}

/// Adds what comes down through a head, times a factor, to the gradient of the features.
template <class Scalar>
void backward_head(program<Scalar> const& plan, context const& ctx, network_spans<Scalar> const& spans,
                   head_memory<Scalar>& m, matrix_view<Scalar const> gradient, double down,
                   matrix_view<Scalar> features) {
  scratch_frame frame(ctx);
  auto* scratch = frame.take<std::byte>(m.pass.scratch_bytes());
  index_t const width = features.extent(1);
  copy_gradient(gradient, gradient.size(), m.pass.gradient(plan.gradients, plan.gradients.logits, scratch));
  run_backward(plan, ctx, spans, m.pass, scratch, {}, true);
  Scalar const* dx = m.pass.gradient(plan.gradients, plan.gradients.input, scratch);
  auto const factor = static_cast<Scalar>(down);
  m.for_each_row([&](index_t i, index_t r) {
    for (index_t c = 0; c < width; ++c) features(r, c) += factor * dx[i * width + c];
  });
}

/// Runs the heads that a pass asks for, after the network itself.
template <class Scalar>
void forward_heads(headed_program<Scalar> const& p, context const& ctx, network_spans<Scalar> const& spans,
                   headed_workspace<Scalar>& w, pass const& of, outputs<Scalar>& out) {
  w.heads.resize(p.heads.size());
  for (std::size_t k = 0; k < p.heads.size(); ++k) {
    auto const kind = p.heads[k].kind;
    auto& m = w.heads[k];
    m.rows.clear();
    for (segment const& s : of.segments)
      if (s.heads.has(kind)) m.rows.push_back(s);
    if (m.rows.empty()) continue;
    m.pass.mode = w.mode;
    m.pass.prepare(p.heads[k].plan, of.rows_through(kind), of.differentiate);
    out.heads[static_cast<std::size_t>(kind)] = forward_head(p.heads[k].plan, ctx, spans, m, out.features);
  }
}

/// The gradient of the features, that of the heads included: in `sum` (rows x width) if a head sends any.
template <class Scalar>
matrix_view<Scalar const> backward_heads(headed_program<Scalar> const& p, context const& ctx,
                                         network_spans<Scalar> const& spans, headed_workspace<Scalar>& w,
                                         output_gradients<Scalar> const& g, matrix_view<Scalar> sum) {
  bool any = false;
  for (std::size_t k = 0; k < p.heads.size(); ++k) {
    auto const kind = static_cast<std::size_t>(p.heads[k].kind);
    auto const& from = g.heads[kind];
    if (!from.data()) continue;
    auto& m = w.heads[k];
    require_gradient("model: gradient of a head", from, m.rows.empty() ? 0 : m.pass.rows(),
                     p.heads[k].plan.graph.elements[p.heads[k].plan.graph.logits]);
    if (from.size() == 0) continue;
    if (!any) copy_gradient(g.features, sum.size(), sum.data());
    any = true;
    backward_head(p.heads[k].plan, ctx, spans, m, from, g.down.heads[kind], sum);
  }
  return any ? matrix_view<Scalar const>(sum) : g.features;
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
