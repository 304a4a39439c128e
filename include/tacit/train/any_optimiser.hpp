// The update of a backbone's weights: one of our rules on its host spans, or the backbone's own.
#pragma once

#include <memory>
#include <span>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

#include "tacit/kernel/reduce.hpp"
#include "tacit/nn/any_backbone.hpp"
#include "tacit/nn/detail/cloned.hpp"
#include "tacit/optim/clip.hpp"
#include "tacit/optim/following_average.hpp"
#include "tacit/optim/update_rule.hpp"
#include "tacit/tensor/tensor.hpp"
#include "tacit/train/block_filter.hpp"

namespace tacit::inline TACIT_ABI {

/// The backbone updates itself (`step(rate)`): for networks that live in another framework.
struct own_optimiser_t {
  double rate = 0.03;
};
inline constexpr own_optimiser_t own_optimiser{};

/// The moments, as many as the rule keeps for all parameters, and the count of updates.
template <class Scalar>
struct optimiser_state {
  std::span<Scalar> moments;
  index_t& updates;
};

/// Tells rules apart: two rules of one type differ by their rate. No type: the backbone's own.
struct optimiser_identity {
  std::type_info const* rule = nullptr;
  double rate = 0;
  bool all_blocks = true;
};

template <std::floating_point Scalar>
class any_optimiser {
 public:
  template <class Rule>
  requires(!std::is_same_v<Rule, any_optimiser> && UpdateRule<Rule>) explicit any_optimiser(Rule const& rule,
                                                                                            block_filter trained = {})
      : self_(std::unique_ptr<base>(new by_rule<Rule>(rule, std::move(trained)))) {}  // new: as detail::operation_ptr
  explicit any_optimiser(own_optimiser_t const& own, block_filter const& trained = {})
      : self_(std::unique_ptr<base>(new by_itself(own))) {
    if (trained) refuse_filter();
  }

  /// One update with the gradients that backward added up; they are zero afterwards.
  void apply(context const& ctx, any_backbone<Scalar>& network, double rate_factor, double clip,
             following_average<Scalar> const& average = {}) {
    self_->apply(ctx, network, rate_factor, clip, average);
  }

  /// The same rule from its start, for these blocks alone.
  any_optimiser limited_to(block_filter trained) const { return any_optimiser(self_->limited_to(std::move(trained))); }

  optimiser_identity identity() const { return self_->identity(); }
  /// For saving it and loading it. Throws value_error where the backbone updates itself.
  optimiser_state<Scalar> state(any_backbone<Scalar>& network) { return self_->state_for(network); }

 private:
  struct base {
    virtual ~base() = default;
    virtual std::unique_ptr<base> clone() const = 0;
    virtual std::unique_ptr<base> limited_to(block_filter) const = 0;
    virtual void apply(context const&, any_backbone<Scalar>&, double rate_factor, double clip,
                       following_average<Scalar> const&) = 0;
    virtual optimiser_identity identity() const = 0;
    virtual optimiser_state<Scalar> state_for(any_backbone<Scalar>&) = 0;
  };

  template <class Rule>
  struct by_rule final : base {
    by_rule(Rule const& r, block_filter f) : rule(r), filter(std::move(f)) {}
    std::unique_ptr<base> clone() const override { return std::unique_ptr<base>(new by_rule(*this)); }
    std::unique_ptr<base> limited_to(block_filter f) const override {
      return std::unique_ptr<base>(new by_rule(rule, std::move(f)));
    }
    optimiser_identity identity() const override { return {&typeid(Rule), static_cast<double>(rule.rate), !filter}; }
    optimiser_state<Scalar> state_for(any_backbone<Scalar>& network) override {
      prepare(network.spans());
      return {{state.data(), state.size()}, updates};
    }
    void prepare(host_spans<Scalar> const& s) {
      if (state.size() == 0) state = buffer<Scalar>(static_cast<std::size_t>(Rule::moments) * s.parameters.size());
    }
    void apply(context const& ctx, any_backbone<Scalar>& network, double rate_factor, double clip,
               following_average<Scalar> const& average) override {
      auto const s = network.spans();
      prepare(s);
      spans<Scalar> const moved{s.parameters, s.gradients, filter ? choose(s) : s.blocks};
      if (clip > 0) clip_gradients(ctx, s.gradients, clip);
      std::span<Scalar> const moments(state.data(), state.size());
      double const rate = rate_factor * rule.rate;
      detail::after_update<Scalar> const after(s.parameters, s.gradients, average);
      if constexpr (requires { rule.template update<Scalar>(ctx, moved, moments, updates, rate, after); }) {
        rule.template update<Scalar>(ctx, moved, moments, updates, rate, after);
      } else {
        rule.template update<Scalar>(ctx, moved, moments, updates, rate);
        parallel_ranges(ctx, static_cast<index_t>(s.parameters.size()), detail::update_grain,
                        [&](index_t first, index_t last, int) { after(first, last); });
      }
      ++updates;
    }
    /// The trained blocks; the gradients of the others become zero, so that clipping does not see them.
    std::span<block const> choose(host_spans<Scalar> const& s) {
      if (chosen.empty())
        for (block const& b : s.blocks)
          if (b.kind != role::buffer && filter(b)) chosen.push_back(block(b));
      if (chosen.empty()) throw value_error("optimiser: the filter of trained blocks leaves none of this network");
      for (block const& b : s.blocks)
        if (b.kind != role::buffer && !filter(b)) std::fill_n(s.gradients.begin() + b.offset, b.size(), Scalar{0});
      return chosen;
    }

    Rule rule;
    block_filter filter;
    std::vector<block> chosen;
    buffer<Scalar> state;
    index_t updates = 0;
  };

  struct by_itself final : base {
    explicit by_itself(own_optimiser_t const& o) : own(o) {}
    std::unique_ptr<base> clone() const override { return std::unique_ptr<base>(new by_itself(own)); }
    std::unique_ptr<base> limited_to(block_filter) const override { refuse_filter(); }
    optimiser_identity identity() const override { return {}; }
    optimiser_state<Scalar> state_for(any_backbone<Scalar>&) override {
      throw value_error("own_optimiser: its state is the backbone's own and cannot be saved in a checkpoint");
    }
    void apply(context const& ctx, any_backbone<Scalar>& network, double rate_factor, double clip,
               following_average<Scalar> const& average) override {
      if (clip > 0)
        throw value_error("own_optimiser: options.clip needs gradients in host memory; clip inside step(rate)");
      network.step(rate_factor * own.rate);
      if (!average.parameters.empty())
        ema_update<Scalar>(ctx, average.parameters, network.spans().parameters, average.decay);
    }
    own_optimiser_t own;
  };

  explicit any_optimiser(std::unique_ptr<base> self) : self_(std::move(self)) {}
  [[noreturn]] static void refuse_filter() {
    throw value_error("own_optimiser: a backbone that updates itself trains all of its blocks");
  }

  detail::cloned<base> self_;
};

}  // namespace tacit::inline TACIT_ABI
