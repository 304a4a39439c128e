// any_backbone: every model of Backbone behind one type, so that methods times networks is a sum of instantiations.
#pragma once

#include <memory>
#include <string>
#include <typeinfo>
#include <utility>

#include "tacit/nn/backbone.hpp"
#include "tacit/nn/detail/cloned.hpp"
#include "tacit/nn/parameters.hpp"
#include "tacit/nn/wanted_heads.hpp"
#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {

/// The flat spans of a backbone in host memory.
template <std::floating_point Scalar>
struct host_spans {
  std::span<Scalar> parameters, gradients, buffers;
  std::span<block const> blocks;
};

/// Owns a backbone of any type; copies copy it. What the backbone does not model is refused with its name when asked
/// for.
template <std::floating_point Scalar>
class any_backbone {
 public:
  template <class B>
  requires(!std::is_same_v<std::remove_cvref_t<B>, any_backbone>) explicit any_backbone(B&& backbone)
      : self_(std::unique_ptr<base>(  // new: as detail::operation_ptr
            new holder<std::remove_cvref_t<B>>(std::forward<B>(backbone)))) {
    static_assert(
        Backbone<std::remove_cvref_t<B>>,
        "a backbone needs forward, backward, step and average_into, and must be copyable: see docs/concepts.md");
  }

  outputs<Scalar> forward(pass const& p, slot s) { return self_->forward(p, s); }
  void backward(slot s, output_gradients<Scalar> g, wanted w) { self_->backward(s, g, w); }
  void step(double rate) { self_->step(rate); }
  void average_into(any_backbone& average, double decay) const { self_->average_into(*average.self_, decay); }

  /// New initial weights, where the backbone can make them (`initialise(seed)`); returns whether it could.
  bool initialise(std::uint64_t seed) { return self_->initialise(seed); }

  bool has_infer() const { return self_->has_infer(); }
  tensor<Scalar, 2> infer(matrix_view<Scalar const> rows) const { return self_->infer(rows); }

  bool has_features() const { return self_->feature_count() > 0; }
  bool has_input_gradient() const { return self_->has_input_gradient(); }
  bool has_reversal() const { return self_->has_reversal(); }
  bool has_batch_statistics() const { return self_->has_batch_statistics(); }
  bool has_host_spans() const { return self_->has_host_spans(); }

  index_t feature_count() const { return self_->feature_count(); }
  /// 0 for a head that the backbone does not have.
  index_t head_width(head_kind k) const { return self_->head_width(k); }
  /// Gives the backbone these heads where it can be given any; head_width tells.
  void attach(wanted_heads<Scalar> const& heads) { self_->attach(heads); }
  matrix_view<Scalar const> input_gradient(slot s) const { return self_->input_gradient(s); }
  host_spans<Scalar> spans() { return self_->spans(); }

  /// The backbone itself; throws value_error if it is of another type.
  template <class B>
  B& get() {
    auto* h = dynamic_cast<holder<B>*>(self_.get());
    if (!h) throw value_error("any_backbone::get: the backbone held is of another type than the one asked for");
    return h->value;
  }

 private:
  struct base {
    virtual ~base() = default;
    virtual std::unique_ptr<base> clone() const = 0;
    virtual outputs<Scalar> forward(pass const&, slot) = 0;
    virtual void backward(slot, output_gradients<Scalar>, wanted) = 0;
    virtual void step(double rate) = 0;
    virtual void average_into(base& average, double decay) const = 0;
    virtual bool initialise(std::uint64_t seed) = 0;
    virtual bool has_infer() const = 0;
    virtual tensor<Scalar, 2> infer(matrix_view<Scalar const>) const = 0;
    virtual index_t feature_count() const = 0;
    virtual index_t head_width(head_kind) const = 0;
    virtual void attach(wanted_heads<Scalar> const&) = 0;
    virtual bool has_input_gradient() const = 0;
    virtual bool has_reversal() const = 0;
    virtual bool has_batch_statistics() const = 0;
    virtual bool has_host_spans() const = 0;
    virtual matrix_view<Scalar const> input_gradient(slot) const = 0;
    virtual host_spans<Scalar> spans() = 0;
  };

  template <class B>
  struct holder final : base {
    explicit holder(B const& b) : value(b) {}
    explicit holder(B&& b) : value(std::move(b)) {}

    std::unique_ptr<base> clone() const override { return std::unique_ptr<base>(new holder(value)); }
    outputs<Scalar> forward(pass const& p, slot s) override { return value.forward(p, s); }
    void backward(slot s, output_gradients<Scalar> g, wanted w) override { value.backward(s, g, w); }
    void step(double rate) override { value.step(rate); }
    void average_into(base& average, double decay) const override {
      auto* other = dynamic_cast<holder*>(&average);
      if (!other) throw value_error("average_into: the average is a backbone of another type");
      value.average_into(other->value, decay);
    }
    bool initialise([[maybe_unused]] std::uint64_t seed) override {
      if constexpr (HasInitialise<B>) value.initialise(seed);
      return HasInitialise<B>;
    }
    bool has_infer() const override { return HasInfer<B>; }
    tensor<Scalar, 2> infer(matrix_view<Scalar const> rows) const override {
      if constexpr (HasInfer<B>)
        return value.infer(rows);
      else
        throw value_error("this backbone has no inference of its own (refinement HasInfer)");
    }
    index_t feature_count() const override {
      if constexpr (HasFeatures<B>)
        return value.feature_count();
      else
        return 0;
    }
    index_t head_width([[maybe_unused]] head_kind k) const override {
      if constexpr (HasHeads<B>)
        return value.head_width(k);
      else
        return 0;
    }
    void attach([[maybe_unused]] wanted_heads<Scalar> const& heads) override {
      if constexpr (CanAttachHeads<B>) value.attach(heads);
    }
    bool has_input_gradient() const override { return HasInputGradient<B>; }
    bool has_reversal() const override { return HasReversal<B>; }
    bool has_batch_statistics() const override {
      if constexpr (requires(B const& b) { b.has_batch_statistics(); })
        return value.has_batch_statistics();
      else
        return HasBatchStatistics<B>;
    }
    bool has_host_spans() const override { return HasHostSpans<B>; }
    matrix_view<Scalar const> input_gradient(slot s) const override {
      if constexpr (HasInputGradient<B>)
        return value.input_gradient(s);
      else
        throw value_error("this backbone gives no input gradient (refinement HasInputGradient)");
    }
    host_spans<Scalar> spans() override {
      if constexpr (HasHostSpans<B>)
        return {value.parameters(), value.gradients(), value.buffers(), value.blocks().all()};
      else
        throw value_error(
            "this backbone keeps no parameters in host memory (refinement HasHostSpans): train it with own_optimiser");
    }

    B value;
  };

  detail::cloned<base> self_;
};

}  // namespace tacit::inline TACIT_ABI
