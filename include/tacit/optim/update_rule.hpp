// Update rules: how gradients change parameters that lie in one flat span.
#pragma once

#include <algorithm>
#include <concepts>
#include <span>
#include <string>

#include "tacit/kernel/parallel.hpp"
#include "tacit/nn/parameters.hpp"
#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {

/// Parameters, their gradients (as many), and which part of them is what. No blocks: all of it is weights.
template <class Scalar>
struct spans {
  std::span<Scalar> parameters;
  std::span<Scalar const> gradients;
  std::span<block const> blocks;
};

/// A rule is an aggregate of numbers. Its state, `moments` scalars a parameter, starts at zero and belongs to the
/// caller: update(ctx, spans, state, t, rate) is the t-th update, counted from 0. (`rate` is what a schedule made of
/// the member.) A rule may take a sixth argument, after(first, last), and call it once for every range of parameters
/// when they are updated, on the thread that has them in its caches: an average follows in the same pass over memory.
template <class R>
concept UpdateRule = std::copyable<R> &&
    requires(R const& rule, context const& ctx, spans<float> p, std::span<float> state, index_t t, double rate) {
  { R::moments } -> std::convertible_to<int>;
  { rule.rate } -> std::convertible_to<double>;
  rule.template update<float>(ctx, p, state, t, rate);
};

namespace detail {

/// Elements that one thread takes at a time.
inline constexpr index_t update_grain = 1 << 14;

template <class Scalar>
void require_spans(char const* rule, spans<Scalar> const& p, std::span<Scalar> state, std::size_t moments) {
  auto const require = [rule](char const* what, std::size_t expected, std::size_t actual) {
    require_extent(rule, what, static_cast<index_t>(expected), static_cast<index_t>(actual));
  };
  require("gradients", p.parameters.size(), p.gradients.size());
  require("state", moments * p.parameters.size(), state.size());
  for (block const& b : p.blocks)
    if (b.kind != role::buffer && b.offset + b.size() > static_cast<index_t>(p.parameters.size()))
      throw_error<shape_error>("{}: block '{}': expected at most {} parameters, the block ends at {}",
                               {rule, b.name, p.parameters.size(), b.offset + b.size()});
}

struct nothing_after {
  void operator()(index_t, index_t) const {}
};

/// Calls body(first, last, kind) for runs of parameters of one role, in parallel, and after(first, last) for ranges
/// that are done, also for what belongs to no block.
template <class Scalar, class Body, class After = nothing_after>
void for_each_run(context const& ctx, spans<Scalar> const& p, Body const& body, After const& after = {}) {
  parallel_ranges(ctx, static_cast<index_t>(p.parameters.size()), update_grain, [&](index_t first, index_t last, int) {
    if (p.blocks.empty()) body(first, last, role::weight);
    for (block const& b : p.blocks) {
      index_t const from = std::max(first, b.offset), to = std::min(last, b.offset + b.size());
      if (b.kind != role::buffer && from < to) body(from, to, b.kind);
    }
    after(first, last);
  });
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
