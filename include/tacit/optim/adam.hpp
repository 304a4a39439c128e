// Adam (Kingma & Ba 2015), and AdamW with decoupled weight decay (Loshchilov & Hutter 2019).
#pragma once

#include <cmath>

#include "tacit/kernel/detail/vector_functions.hpp"
#include "tacit/optim/update_rule.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
/// What is the same for all parameters of a run, in the scalar of the parameters.
template <class S>
struct adam_factors {
  S beta1, rest1, beta2, rest2, epsilon, step, correction2, coupled, shrink;
};

template <class S>
void adam_run(index_t n, adam_factors<S> const& f, S* p, S const* gradient, S* first, S* second) {
  for_lanes<S>(n, [&](index_t i, auto span) TACIT_DETAIL_INLINED {
    pack<S> const from = load(p + i, span), g = load(gradient + i, span) + f.coupled * from;
    pack<S> const m = f.beta1 * load(first + i, span) + f.rest1 * g;
    pack<S> const v = f.beta2 * load(second + i, span) + f.rest2 * (g * g);
    store(first + i, m, span);
    store(second + i, v, span);
    store(p + i, f.shrink * from - f.step * m / (pack_sqrt(v * f.correction2) + f.epsilon), span);
  });
}

/// State: all first moments, then all second moments.
template <class Rule, class S, class After>
void adam_update(char const* name, Rule const& rule, bool decoupled, context const& ctx, spans<S> p, std::span<S> state,
                 index_t t, double rate, After const& after) {
  require_spans(name, p, state, Rule::moments);
  double const n = static_cast<double>(t + 1);
  double const correction1 = 1 - std::pow(rule.beta1, n), correction2 = 1 - std::pow(rule.beta2, n);
  auto const run = [&](index_t first, index_t last, role kind) {
    double const decay = kind == role::weight || rule.decay_all ? rule.weight_decay : 0;
    adam_factors<S> const f{static_cast<S>(rule.beta1),
                            static_cast<S>(1 - rule.beta1),
                            static_cast<S>(rule.beta2),
                            static_cast<S>(1 - rule.beta2),
                            static_cast<S>(rule.epsilon),
                            static_cast<S>(rate / correction1),
                            static_cast<S>(1 / correction2),
                            static_cast<S>(decoupled ? 0 : decay),
                            static_cast<S>(decoupled ? 1 - rate * decay : 1)};
    adam_run(last - first, f, p.parameters.data() + first, p.gradients.data() + first, state.data() + first,
             state.data() + p.parameters.size() + first);
  };
  for_each_run(ctx, p, run, after);
}
}  // namespace detail

/// m <- beta1 m + (1 - beta1) g; v <- beta2 v + (1 - beta2) g^2; p <- p - rate m' / (sqrt(v') + epsilon), where m' and
/// v' are divided by 1 - beta^(t+1); g <- gradient + weight_decay p.
struct adam {
  double rate = 0.001;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0;  ///< L2: enters the gradient
  bool decay_all = false;   ///< also biases and the scales and shifts of norms

  static constexpr int moments = 2;

  template <class S, class After = detail::nothing_after>
  void update(context const& ctx, spans<S> p, std::span<S> state, index_t t, double at_rate,
              After const& after = {}) const {
    detail::adam_update("adam", *this, false, ctx, p, state, t, at_rate, after);
  }
};

/// As adam, but p <- p (1 - rate weight_decay) before the step instead of a decay in the gradient.
struct adamw {
  double rate = 0.001;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0.01;
  bool decay_all = false;  ///< also biases and the scales and shifts of norms

  static constexpr int moments = 2;

  template <class S, class After = detail::nothing_after>
  void update(context const& ctx, spans<S> p, std::span<S> state, index_t t, double at_rate,
              After const& after = {}) const {
    detail::adam_update("adamw", *this, true, ctx, p, state, t, at_rate, after);
  }
};

}  // namespace tacit::inline TACIT_ABI
