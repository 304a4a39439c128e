// The heads of a network: small graphs of their own on rows of its features. Their blocks continue the network's table,
// so parameters and buffers lie in its spans; a pass computes only the heads, and only of the rows, that it asks for.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tacit/nn/builder.hpp"
#include "tacit/nn/detail/head_group.hpp"
#include "tacit/nn/detail/slots.hpp"
#include "tacit/nn/layers/activations.hpp"
#include "tacit/nn/layers/batch_norm.hpp"
#include "tacit/nn/layers/linear.hpp"
#include "tacit/nn/wanted_heads.hpp"

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

template <class Scalar>
struct head_program {
  head_kind kind;
  program<Scalar> plan;

  matrix_view<Scalar const> forward(context const& ctx, network_spans<Scalar> const& spans, head_memory<Scalar>& m,
                                    matrix_view<Scalar const> features) const {
    scratch_frame frame(ctx);
    auto* scratch = frame.take<std::byte>(m.pass.scratch_bytes());
    index_t const width = features.extent(1);
    Scalar* x = m.pass.value(0, scratch);
    m.for_each_row([&](index_t i, index_t r) { std::copy_n(features.data() + r * width, width, x + i * width); });
    if (m.pass.rows() > 0) run_forward(plan, ctx, spans, m.pass, scratch, static_cast<Scalar const*>(x));
    return outputs_of(plan, m.pass).logits;
  }

  /// Adds what comes down through the head, times a factor, to the gradient of the features.
  void backward(context const& ctx, network_spans<Scalar> const& spans, head_memory<Scalar>& m,
                matrix_view<Scalar const> gradient, double down, matrix_view<Scalar> features) const {
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
};

/// Heads of our own layers.
template <class Scalar>
class layered_heads final : public head_group<Scalar> {
 public:
  /// The network's graph gets the heads' blocks behind its own.
  layered_heads(network_graph<Scalar>& net, head_set const& wanted) {
    if (net.features == nothing) throw value_error("model: a network without a linear layer has no features for heads");
    auto programs = std::make_shared<std::vector<head_program<Scalar>>>();
    wanted.for_each([&](head const& h) {
      network_builder<Scalar> builder({net.elements[net.features]}, std::move(net.blocks), std::move(net.initialisers));
      head_layer const layer{{}, h, h.outputs > 0 ? h.outputs : net.elements[net.logits]};
      auto graph = std::move(builder).finish(builder.add(name_of(h.kind), layer, builder.input()));
      net.blocks = std::move(graph.blocks);
      net.initialisers = std::move(graph.initialisers);
      programs->push_back({h.kind, program<Scalar>(std::move(graph))});
    });
    programs_ = std::move(programs);
  }

  std::unique_ptr<head_group<Scalar>> clone() const override {
    return std::unique_ptr<head_group<Scalar>>(new layered_heads(*this));
  }

  index_t width(head_kind k) const override {
    for (auto const& h : *programs_)
      if (h.kind == k) return h.plan.graph.elements[h.plan.graph.logits];
    return 0;
  }

  void forward(context const& ctx, network_spans<Scalar> const& spans, slot at, pass_mode const& mode, pass const& of,
               outputs<Scalar>& out) override {
    auto& memory = slots_[at];
    memory.resize(programs_->size());
    for (std::size_t k = 0; k < memory.size(); ++k) {
      auto const& p = (*programs_)[k];
      auto& m = memory[k];
      m.rows.clear();
      for (segment const& s : of.segments)
        if (s.heads.has(p.kind)) m.rows.push_back(s);
      if (m.rows.empty()) continue;
      m.pass.mode = mode;
      m.pass.prepare(p.plan, of.rows_through(p.kind), of.differentiate);
      out.heads[static_cast<std::size_t>(p.kind)] = p.forward(ctx, spans, m, out.features);
    }
  }

  matrix_view<Scalar const> backward(context const& ctx, network_spans<Scalar> const& spans, slot at,
                                     output_gradients<Scalar> const& g, matrix_view<Scalar> sum) override {
    auto& memory = slots_[at];
    bool any = false;
    for (std::size_t k = 0; k < memory.size(); ++k) {
      auto const& p = (*programs_)[k];
      auto const kind = static_cast<std::size_t>(p.kind);
      auto const& from = g.heads[kind];
      if (!from.data()) continue;
      auto& m = memory[k];
      require_gradient("model: gradient of a head", from, m.rows.empty() ? 0 : m.pass.rows(),
                       p.plan.graph.elements[p.plan.graph.logits]);
      if (from.size() == 0) continue;
      if (!any) copy_gradient(g.features, sum.size(), sum.data());
      any = true;
      p.backward(ctx, spans, m, from, g.down.heads[kind], sum);
    }
    return any ? matrix_view<Scalar const>(sum) : g.features;
  }

 private:
  std::shared_ptr<std::vector<head_program<Scalar>> const> programs_;
  slot_table<std::vector<head_memory<Scalar>>> slots_;
};

template <class Scalar>
std::unique_ptr<head_group<Scalar>> make_layered_heads(network_graph<Scalar>& net, head_set const& wanted) {
  return std::unique_ptr<head_group<Scalar>>(new layered_heads<Scalar>(net, wanted));
}

/// The heads, to be made of our own layers.
template <class Scalar>
wanted_heads<Scalar> with_maker(head_set const& heads) {
  return {heads, &make_layered_heads<Scalar>};
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
