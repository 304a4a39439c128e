// Stochastic gradient descent with momentum.
#pragma once

#include "tacit/optim/update_rule.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
/// The fused loop: every span is read once.
template <class S>
void sgd_run(index_t n, S rate, S momentum, S coupled, S shrink, bool nesterov, S* TACIT_RESTRICT p,
             S const* TACIT_RESTRICT gradient, S* TACIT_RESTRICT velocity) {
  S const from_gradient = nesterov ? S{1} : S{0}, from_velocity = nesterov ? momentum : S{1};
  for (index_t i = 0; i < n; ++i) {
    S const g = gradient[i] + coupled * p[i];
    velocity[i] = momentum * velocity[i] + g;
    p[i] = shrink * p[i] - rate * (from_gradient * g + from_velocity * velocity[i]);
  }
}
}  // namespace detail

/// g <- gradient + weight_decay p; v <- momentum v + g; p <- p - rate (nesterov ? g + momentum v : v).
/// Decoupled: p <- p (1 - rate weight_decay) instead of the term in g.
struct sgd {
  double rate = 0.03;
  double momentum = 0.9;
  bool nesterov = false;
  double weight_decay = 0;
  bool decoupled = false;
  bool decay_all = false;  ///< also biases and the scales and shifts of norms

  static constexpr int moments = 1;

  template <class S, class After = detail::nothing_after>
  void update(context const& ctx, spans<S> p, std::span<S> state, index_t, double at_rate,
              After const& after = {}) const {
    detail::require_spans("sgd", p, state, moments);
    auto const run = [&](index_t first, index_t last, role kind) {
      double const decay = kind == role::weight || decay_all ? weight_decay : 0;
      detail::sgd_run(last - first, static_cast<S>(at_rate), static_cast<S>(momentum),
                      static_cast<S>(decoupled ? 0 : decay), static_cast<S>(decoupled ? 1 - at_rate * decay : 1),
                      nesterov, p.parameters.data() + first, p.gradients.data() + first, state.data() + first);
    };
    detail::for_each_run(ctx, p, run, after);
  }
};

}  // namespace tacit::inline TACIT_ABI
