// model: a network with parameters, gradients and buffers in flat spans, and memory for the passes of a step.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tacit/kernel/parallel.hpp"
#include "tacit/nn/backbone.hpp"
#include "tacit/nn/builder.hpp"
#include "tacit/nn/detail/cloned.hpp"
#include "tacit/nn/detail/heads.hpp"
#include "tacit/nn/detail/infer.hpp"
#include "tacit/tensor/access.hpp"

namespace tacit::inline TACIT_ABI {

/// The library's own backbone. Everything about memory is planned from the number of rows of a pass; a slot that sees
/// the same number again allocates nothing. Copies have parameters, gradients and buffers of their own and empty slots.
template <class Network, class Scalar = float>
class model {
  static_assert(Layer<Network>, "tacit::model: the network must be a layer, for example one made by tacit::sequential");

 public:
  using scalar = Scalar;
  static constexpr bool batch_statistics = Network::batch_statistics;
  static constexpr bool reverses_gradients = true;

  /// Parameters and buffers, as `snapshot` found them.
  struct state {
    buffer<Scalar> parameters, buffers;
  };

  /// `sample_shape`: {features} or {height, width, channels}. Throws shape_error where layers do not fit, naming the
  /// layer's place and both shapes. Equal seeds give equal initial parameters.
  model(Network network, shape_t const& sample_shape, std::uint64_t seed = 0, context ctx = context())
      : network_(std::move(network)),
        ctx_(std::move(ctx)),
        seed_(seed),
        program_(plan(detail::build_graph<Scalar>(network_, sample_shape))) {
    make_blocks();
  }

  /// New initial parameters and buffers; gradients become zero.
  void initialise(std::uint64_t seed) {
    seed_ = seed;
    initialise_blocks();
  }

  /// Gives the network these heads on its features, with new parameters in the same spans and blocks such as
  /// "projection.linear0.weight"; heads of a kind that it has stay as they are. Spans and views are invalid afterwards.
  void attach(head_set const& heads) { attach(detail::with_maker<Scalar>(heads)); }
  void attach(wanted_heads<Scalar> const& heads) {
    if (heads.empty()) return;
    head_set all = heads_;
    heads.for_each([&](head const& h) {
      if (!all.has(h.kind)) all.add(h);
    });
    auto graph = detail::build_graph<Scalar>(network_, sample_shape());
    head_group_ = heads.make(graph, all);
    heads_ = all;
    auto const before = std::exchange(program_, plan(std::move(graph)));
    state const old{std::move(parameters_), std::move(buffers_)};
    make_blocks();
    for (block const& b : before->graph.blocks.all()) {
      auto const& from = b.kind == role::buffer ? old.buffers : old.parameters;
      auto const to = values(b.name);
      std::copy_n(from.data() + b.offset, to.size(), to.data());
    }
  }
  /// Whether rows of a batch influence each other: in the network, or in a head that was attached.
  bool has_batch_statistics() const {
    bool any = batch_statistics;
    heads_.for_each([&](head const& h) { any = any || (h.batch_norm && h.hidden > 0); });
    return any;
  }
  /// Columns of a head's matrix; 0 without it.
  index_t head_width(head_kind k) const { return head_group_ ? head_group_->width(k) : 0; }

  outputs<Scalar> forward(pass const& p, slot at) {
    require_pass(p);
    auto& w = slots_[at];
    w.input_gradient_rows = -1;
    w.mode = {.batch_statistics = p.normalise == pass::normalisation::batch_statistics,
              .update_running = p.update_running,
              .differentiate = p.differentiate,
              .dropout = p.dropout,
              .seed = p.seed,
              .step = p.step,
              .lane = p.lane};
    w.prepare(*program_, p.rows, p.differentiate);
    auto spans = detail::network_spans<Scalar>{.parameters = parameters_.data(), .buffers = buffers_.data()};
    if (w.mode.batch_statistics && w.mode.update_running) spans.running = buffers_.data();
    if (p.rows > 0) {
      scratch_frame frame(ctx_);
      auto* scratch = frame.take<std::byte>(w.scratch_bytes());
      detail::run_forward(*program_, ctx_, spans, w, scratch, load_input(p, w, scratch));
    }
    auto out = detail::outputs_of(*program_, w);
    if (head_group_) head_group_->forward(ctx_, spans, at, w.mode, p, out);
    return out;
  }

  /// Gradients of the slot's last pass, which must have been differentiable. Parameter gradients are added to
  /// gradients(); the input gradient is overwritten. May be called again for the same pass.
  void backward(slot at, output_gradients<Scalar> g, wanted want) {
    auto& w = slots_[at];
    if (!w.differentiable())
      detail::throw_error<value_error>("model: backward on slot {}, whose last pass was not made with differentiate",
                                       {at.number});
    detail::require_gradient("model: gradient of the logits", g.logits, w.rows(), logit_count());
    detail::require_gradient("model: gradient of the features", g.features, w.rows(), feature_count());
    if (want.input) w.resize_input_gradient(element_count(sample_shape()));
    if (w.rows() == 0 || (!want.parameters && !want.input)) return;

    auto spans = detail::network_spans<Scalar>{.parameters = parameters_.data(), .buffers = buffers_.data()};
    if (want.parameters) spans.gradients = gradients_.data();
    scratch_frame frame(ctx_);
    auto features = g.features;
    if (head_group_) {
      index_t const width = feature_count();
      matrix_view<Scalar> const sum(frame.take<Scalar>(w.rows() * width), {w.rows(), width});
      features = head_group_->backward(ctx_, spans, at, g, sum);
    }
    auto* scratch = frame.take<std::byte>(w.scratch_bytes());
    detail::copy_gradient(g.logits, w.rows() * logit_count(),
                          w.gradient(program_->gradients, program_->gradients.logits, scratch));
    detail::run_backward(*program_, ctx_, spans, w, scratch, features, want.input, g.down.logits);
    if (want.input)
      std::copy_n(w.gradient(program_->gradients, program_->gradients.input, scratch),
                  w.rows() * element_count(sample_shape()), w.input_gradient.data());
  }

  /// Of the slot's last backward that wanted it: rows x elements.
  matrix_view<Scalar const> input_gradient(slot at) const {
    auto const& w = slots_[at];
    if (w.input_gradient_rows < 0)
      detail::throw_error<value_error>("model: slot {} has no input gradient: no backward wanted it", {at.number});
    return {w.input_gradient.data(), {w.input_gradient_rows, element_count(sample_shape())}};
  }

  /// Plain gradient descent, parameters -= rate gradients; clears the gradients.
  void step(double rate) {
    auto const r = static_cast<Scalar>(rate);
    Scalar *p = parameters_.data(), *g = gradients_.data();
    parallel_ranges(ctx_, blocks().parameter_size(), index_t{1} << 14, [=](index_t first, index_t last, int) {
      for (index_t i = first; i < last; ++i) {
        p[i] -= r * g[i];
        g[i] = 0;
      }
    });
  }
  void zero_gradients() { std::fill_n(gradients_.data(), gradients_.size(), Scalar{0}); }

  /// average <- decay average + (1 - decay) *this for the parameters; the buffers are copied.
  void average_into(model& average, double decay) const {
    if (average.parameters_.size() != parameters_.size() || average.buffers_.size() != buffers_.size())
      throw shape_error("model: average_into: the two models are not of the same network");
    auto const keep = static_cast<Scalar>(decay), take = static_cast<Scalar>(1 - decay);
    Scalar const* from = parameters_.data();
    Scalar* to = average.parameters_.data();
    parallel_ranges(ctx_, blocks().parameter_size(), index_t{1} << 14, [=](index_t first, index_t last, int) {
      for (index_t i = first; i < last; ++i) to[i] = keep * to[i] + take * from[i];
    });
    std::copy_n(buffers_.data(), buffers_.size(), average.buffers_.data());
  }

  /// Logits of all rows of `samples` (rows x elements, any tensor type) in inference mode: running statistics, no
  /// dropout, nothing kept; `chunk` rows at a time, one chunk a thread, so that no layer waits for another thread. 0:
  /// as many as keep the largest value between two layers near the processor.
  template <FloatingTensor Samples>
  tensor<Scalar, 2> infer(Samples const& samples, index_t chunk = 0) const {
    auto const x = read<2>(samples);
    if (x->extent(1) != element_count(sample_shape()))
      detail::throw_shape("model: infer", "elements of a sample", sample_shape(), x->extent(1));
    auto const spans = detail::network_spans<Scalar>{.parameters = parameters_.data(), .buffers = buffers_.data()};
    return detail::infer_rows(*program_, ctx_, spans, *x,
                              chunk > 0 ? chunk : detail::near_rows<Scalar>(program_->graph));
  }

  std::span<Scalar> parameters() { return {parameters_.data(), parameters_.size()}; }
  std::span<Scalar const> parameters() const { return {parameters_.data(), parameters_.size()}; }
  std::span<Scalar> gradients() { return {gradients_.data(), gradients_.size()}; }
  std::span<Scalar const> gradients() const { return {gradients_.data(), gradients_.size()}; }
  std::span<Scalar> buffers() { return {buffers_.data(), buffers_.size()}; }
  std::span<Scalar const> buffers() const { return {buffers_.data(), buffers_.size()}; }
  block_table const& blocks() const { return program_->graph.blocks; }

  /// The values, or the gradient, of the block with this name; value_error if there is none.
  std::span<Scalar> values(std::string_view name) {
    block const& b = find(name);
    return part(b.kind == role::buffer ? buffers() : parameters(), b);
  }
  std::span<Scalar const> gradient(std::string_view name) const {
    block const& b = find(name);
    if (b.kind == role::buffer)
      detail::throw_error<value_error>("model: block '{}' is a buffer and has no gradient", {b.name});
    return part(gradients(), b);
  }

  state snapshot() const { return {parameters_, buffers_}; }
  void restore(state const& s) {
    if (s.parameters.size() != parameters_.size() || s.buffers.size() != buffers_.size())
      throw shape_error("model: restore: the snapshot is not of this network");
    std::copy_n(s.parameters.data(), s.parameters.size(), parameters_.data());
    std::copy_n(s.buffers.data(), s.buffers.size(), buffers_.data());
  }

  Network const& network() const { return network_; }
  shape_t const& sample_shape() const { return program_->graph.input_shape; }
  shape_t const& output_shape() const { return program_->graph.output_shape; }
  index_t logit_count() const { return element_count(program_->graph.output_shape); }
  /// Width of the input of the last linear layer; 0 for a network without one.
  index_t feature_count() const {
    auto const& g = program_->graph;
    return g.features == detail::nothing ? 0 : g.elements[g.features];
  }
  context const& ctx() const { return ctx_; }

 private:
  using program = detail::program<Scalar>;

  static std::shared_ptr<program const> plan(detail::network_graph<Scalar>&& graph) {
    return std::make_shared<program const>(std::move(graph));
  }

  /// For a new program.
  void make_blocks() {
    parameters_ = buffer<Scalar>(static_cast<std::size_t>(blocks().parameter_size()));
    gradients_ = buffer<Scalar>(parameters_.size());
    buffers_ = buffer<Scalar>(static_cast<std::size_t>(blocks().buffer_size()));
    slots_ = {};
    initialise_blocks();
  }

  [[gnu::noinline]] void initialise_blocks() {
    std::size_t number = 0;
    for (block const& b : blocks().all()) {
      tacit::initialise(part(b.kind == role::buffer ? buffers() : parameters(), b),
                        program_->graph.initialisers[number], seed_, number);
      ++number;
    }
    zero_gradients();
  }

  template <class S>
  static std::span<S> part(std::span<S> all, block const& b) {
    return all.subspan(static_cast<std::size_t>(b.offset), static_cast<std::size_t>(b.size()));
  }

  block const& find(std::string_view name) const {
    for (block const& b : blocks().all())
      if (b.name == name) return b;
    detail::throw_error<value_error>("model: no block named '{}'", {name});
  }

  void require_pass(pass const& p) const {
    auto const shape = p.sample_shape;
    if (!std::equal(shape.begin(), shape.end(), sample_shape().begin(), sample_shape().end()))
      detail::throw_shape("model: forward", "sample shape", sample_shape(), shape);
    if (p.rows < 0) detail::throw_error<value_error>("model: forward: the number of rows is {}", {p.rows});
    if (p.rows > 0 && !p.input<float>().data() && !p.input<double>().data())
      throw value_error("model: forward: the pass has rows but no input");
  }

  /// The pass's rows, in this scalar: where the caller has them, or a copy where backward will read them.
  static Scalar const* load_input(pass const& p, detail::workspace<Scalar>& w, std::byte* scratch) {
    auto const same = p.input<Scalar>();
    if (same.data() && !w.keeps(0)) return same.data();
    Scalar* x = w.value(0, scratch);
    if (same.data()) {
      std::copy_n(same.data(), same.size(), x);
    } else {
      using other_scalar = std::conditional_t<std::is_same_v<Scalar, float>, double, float>;
      detail::copy_rows(p.input<other_scalar>(), x);
    }
    return x;
  }

  Network network_;
  context ctx_;
  head_set heads_;
  detail::cloned<detail::head_group<Scalar>> head_group_;
  std::uint64_t seed_ = 0;
  std::shared_ptr<program const> program_;
  buffer<Scalar> parameters_, gradients_, buffers_;
  detail::slot_table<detail::workspace<Scalar>> slots_;
};

}  // namespace tacit::inline TACIT_ABI
