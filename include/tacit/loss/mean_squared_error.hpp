// Mean squared error between predictions: on probabilities and on raw logits.
#pragma once

#include "tacit/loss/detail/pair_loss_of.hpp"
#include "tacit/loss/detail/row.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
/// Mean over classes of (p - q)^2.
template <class S, class Target>
double mse_row(softmax_row<S> const& p, Target const& q, vector_view<S> gz, vector_view<S> gtarget, double scale) {
  double const classes = static_cast<double>(p.size());
  double sum = 0;
  for (index_t c = 0; c < p.size(); ++c) {
    double const difference = p(c) - q(c);
    sum += difference * difference;
  }
  p.backward(gz, 2 * scale / classes, [&](index_t c) { return p(c) - q(c); });
  q.backward(gtarget, 2 * scale / classes, [&](index_t c) { return q(c) - p(c); });
  return p.size() == 0 ? 0 : sum / classes;
}

struct probability_mse_row {
  static constexpr char const* name = "probability_mse";
  static constexpr bool needs_probabilities = false;
  template <class S>
  double operator()(vector_view<S const> z, vector_view<S const> target, vector_view<S> gz, vector_view<S> gtarget,
                    double scale) const {
    return mse_row(softmax_row<S>(z), probability_row<S>(target), gz, gtarget, scale);
  }
};

struct softmax_mse_row {
  static constexpr char const* name = "softmax_mse";
  static constexpr bool needs_probabilities = false;
  template <class S>
  double operator()(vector_view<S const> z, vector_view<S const> target, vector_view<S> gz, vector_view<S> gtarget,
                    double scale) const {
    return mse_row(softmax_row<S>(z), softmax_row<S>(target), gz, gtarget, scale);
  }
};

struct logit_mse_row {
  static constexpr char const* name = "logit_mse";
  static constexpr bool needs_probabilities = false;
  template <class S>
  double operator()(vector_view<S const> z, vector_view<S const> target, vector_view<S> gz, vector_view<S> gtarget,
                    double scale) const {
    double const classes = static_cast<double>(z.extent(0));
    double sum = 0;
    for (index_t c = 0; c < z.extent(0); ++c) {
      double const difference = static_cast<double>(z[c]) - static_cast<double>(target[c]);
      sum += difference * difference;
      if (gz.data()) gz[c] = static_cast<S>(2 * scale / classes * difference);
      if (gtarget.data()) gtarget[c] = static_cast<S>(-2 * scale / classes * difference);
    }
    return z.extent(0) == 0 ? 0 : sum / classes;
  }
};
}  // namespace detail

/// Mean over samples AND classes of (softmax(z) - target)^2: logits against probabilities, both N x C. (Papers that sum
/// over the classes have a weight C times smaller.) With weights (1/N) sum_i w_i mse_i. Calls as `cross_entropy` with a
/// target.
using probability_mse_t = detail::pair_loss_of<detail::probability_mse_row>;
inline constexpr probability_mse_t probability_mse{};

/// Mean over samples and classes of (softmax(z) - softmax(target))^2: both arguments are logits.
using softmax_mse_t = detail::pair_loss_of<detail::softmax_mse_row>;
inline constexpr softmax_mse_t softmax_mse{};

/// Mean over samples and classes of (z - target)^2, on raw logits (or any two matrices of one shape).
using logit_mse_t = detail::pair_loss_of<detail::logit_mse_row>;
inline constexpr logit_mse_t logit_mse{};

}  // namespace tacit::inline TACIT_ABI
