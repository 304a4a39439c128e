// LARS: layer-wise adaptive rates for large batches (You et al. 2017).
#pragma once

#include <cmath>

#include "tacit/kernel/reduce.hpp"
#include "tacit/optim/update_rule.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
template <class S>
void lars_run(index_t n, S ratio, S decay, S momentum, S into_velocity, S from_velocity, S* TACIT_RESTRICT p,
              S const* TACIT_RESTRICT gradient, S* TACIT_RESTRICT velocity) {
  for (index_t i = 0; i < n; ++i) {
    velocity[i] = momentum * velocity[i] + into_velocity * ratio * (gradient[i] + decay * p[i]);
    p[i] -= from_velocity * velocity[i];
  }
}
}  // namespace detail

/// Weights: g <- gradient + weight_decay p, then g <- g trust |p| / |g| with the norms of the block (ratio 1 if either
/// is 0). Biases and norms: g <- gradient. Then v <- momentum v + g and p <- p - rate v; with `rate_inside`, v <-
/// momentum v + rate g and p <- p - v (another path once the rate changes).
struct lars {
  double rate = 0.3;
  double momentum = 0.9;
  double trust = 0.001;  ///< eta
  double weight_decay = 1e-4;
  bool rate_inside = false;

  static constexpr int moments = 1;

  template <class S>
  void update(context const& ctx, spans<S> p, std::span<S> state, index_t, double at_rate) const {
    detail::require_spans("lars", p, state, moments);
    auto const update_block = [&](index_t first, index_t size, role kind) {
      S* const parameters = p.parameters.data() + first;
      S const* const gradients = p.gradients.data() + first;
      double const decay = kind == role::weight ? weight_decay : 0;
      double const ratio = kind == role::weight ? ratio_of(ctx, size, parameters, gradients) : 1;
      parallel_ranges(ctx, size, detail::update_grain, [&](index_t from, index_t to, int) {
        detail::lars_run(to - from, static_cast<S>(ratio), static_cast<S>(decay), static_cast<S>(momentum),
                         static_cast<S>(rate_inside ? at_rate : 1), static_cast<S>(rate_inside ? 1 : at_rate),
                         parameters + from, gradients + from, state.data() + first + from);
      });
    };
    if (p.blocks.empty()) update_block(0, static_cast<index_t>(p.parameters.size()), role::weight);
    for (block const& b : p.blocks)
      if (b.kind != role::buffer) update_block(b.offset, b.size(), b.kind);
  }

 private:
  template <class S>
  double ratio_of(context const& ctx, index_t n, S const* p, S const* gradient) const {
    double const weights = squared_norm(ctx, n, p);
    double const gradients = detail::reduce_blocks<S>(
        ctx, n,
        [decay = weight_decay](auto g, auto w) TACIT_DETAIL_INLINED { return (g + decay * w) * (g + decay * w); },
        gradient, p);
    return weights > 0 && gradients > 0 ? trust * std::sqrt(weights / gradients) : 1;
  }
};

}  // namespace tacit::inline TACIT_ABI
