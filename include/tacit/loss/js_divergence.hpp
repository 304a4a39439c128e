// Jensen-Shannon divergence between predictions.
#pragma once

#include "tacit/loss/detail/pair_loss_of.hpp"
#include "tacit/loss/detail/row.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
/// [KL(p || m) + KL(q || m)] / 2 with m = (p + q) / 2.
template <class S, class Target>
double js_row(softmax_row<S> const& p, Target const& q, vector_view<S> gz, vector_view<S> gtarget, double scale) {
  auto const log_middle = [&](index_t c) { return std::log((p(c) + q(c)) / 2); };
  double value = 0;
  for (index_t c = 0; c < p.size(); ++c)
    value += (times(p(c), p.log(c) - log_middle(c)) + times(q(c), q.log(c) - log_middle(c))) / 2;
  p.backward(gz, scale, [&](index_t c) { return (p.log(c) - log_middle(c)) / 2; });
  q.backward(gtarget, scale, [&](index_t c) { return (q.log(c) - log_middle(c)) / 2; });
  return value;
}

struct js_divergence_row {
  static constexpr char const* name = "js_divergence";
  static constexpr bool needs_probabilities = true;
  template <class S>
  double operator()(vector_view<S const> z, vector_view<S const> target, vector_view<S> gz, vector_view<S> gtarget,
                    double scale) const {
    return js_row(softmax_row<S>(z), probability_row<S>(target), gz, gtarget, scale);
  }
};

struct softmax_js_row {
  static constexpr char const* name = "softmax_js";
  static constexpr bool needs_probabilities = false;
  template <class S>
  double operator()(vector_view<S const> z, vector_view<S const> target, vector_view<S> gz, vector_view<S> gtarget,
                    double scale) const {
    return js_row(softmax_row<S>(z), softmax_row<S>(target), gz, gtarget, scale);
  }
};
}  // namespace detail

/// Mean over all rows of the Jensen-Shannon divergence of softmax(z_i) and target_i (probabilities), natural logarithm:
/// between 0 and log 2. With weights (1/N) sum_i w_i js_i. Calls as `cross_entropy` with a target; value_error for a
/// negative target.
using js_divergence_t = detail::pair_loss_of<detail::js_divergence_row>;
inline constexpr js_divergence_t js_divergence{};

/// The same between softmax(z_i) and softmax(target_i): both arguments are logits.
using softmax_js_t = detail::pair_loss_of<detail::softmax_js_row>;
inline constexpr softmax_js_t softmax_js{};

}  // namespace tacit::inline TACIT_ABI
