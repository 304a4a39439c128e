// Kullback-Leibler divergence of a prediction from its target.
#pragma once

#include "tacit/loss/detail/pair_loss_of.hpp"
#include "tacit/loss/detail/row.hpp"
#include "tacit/loss/detail/rows.hpp"
#include "tacit/loss/traced.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
/// KL(q || p): the target q is a probability_row or a softmax_row.
template <class S, class Target>
double kl_row(softmax_row<S> const& p, double temperature, Target const& q, vector_view<S> gz, vector_view<S> gtarget,
              double scale) {
  double value = 0, mass = 0;
  for (index_t c = 0; c < p.size(); ++c) {
    value += times(q(c), q.log(c) - p.log(c));
    mass += q(c);
  }
  if (gz.data())
    for (index_t c = 0; c < p.size(); ++c) gz[c] = static_cast<S>(scale / temperature * (p(c) * mass - q(c)));
  q.backward(gtarget, scale, [&](index_t c) { return q.log(c) - p.log(c) + 1; });
  return value;
}

struct kl_divergence_row {
  static constexpr char const* name = "kl_divergence";
  static constexpr bool needs_probabilities = true;
  template <class S>
  double operator()(vector_view<S const> z, vector_view<S const> target, vector_view<S> gz, vector_view<S> gtarget,
                    double scale) const {
    return kl_row(softmax_row<S>(z), 1, probability_row<S>(target), gz, gtarget, scale);
  }
};

struct softmax_kl_row {
  static constexpr char const* name = "softmax_kl";
  static constexpr bool needs_probabilities = false;
  double temperature, target_temperature;
  template <class S>
  double operator()(vector_view<S const> z, vector_view<S const> target, vector_view<S> gz, vector_view<S> gtarget,
                    double scale) const {
    return kl_row(softmax_row<S>(z, temperature), temperature, softmax_row<S>(target, target_temperature), gz, gtarget,
                  scale);
  }
};
}  // namespace detail

/// Mean over all rows of KL(target_i || softmax(z_i)), natural logarithm, 0 log 0 = 0; the target holds probabilities,
/// N x C. With weights (1/N) sum_i w_i kl_i. Calls as `cross_entropy` with a target; value_error for a negative target.
using kl_divergence_t = detail::pair_loss_of<detail::kl_divergence_row>;
inline constexpr kl_divergence_t kl_divergence{};

/// Mean over all rows of KL(softmax(target_i / target_temperature) || softmax(z_i / temperature)) where both arguments
/// are logits; no factor T^2. The gradient of either branch is computed if asked for:
/// `softmax_kl{.temperature = 2, .target_temperature = 2}(z, target, into(gz), into(gtarget))`.
struct softmax_kl {
  double temperature = 1;         ///< of the prediction, positive
  double target_temperature = 1;  ///< of the target, positive; below 1 sharpens

  template <FloatingTensor Logits, FloatingTensor Target, Output GZ = no_output, Output GT = no_output>
  double operator()(Logits const& z, Target const& target, GZ&& gz = {}, GT&& gtarget = {}) const {
    return detail::pair_loss(row(), z, target, detail::unweighted{}, gz, gtarget, nowhere);
  }
  template <FloatingTensor Logits, FloatingTensor Target, FloatingTensor Weight, Output GZ = no_output,
            Output GT = no_output, Output GW = no_output>
  double operator()(Logits const& z, Target const& target, Weight const& weight, GZ&& gz = {}, GT&& gtarget = {},
                    GW&& gweight = {}) const {
    return detail::pair_loss(row(), z, target, weight, gz, gtarget, gweight);
  }
  template <class... Args>
  requires AnyTraced<Args...>
  auto operator()(Args const&... args) const { return record_loss(*this, args...); }

 private:
  detail::softmax_kl_row row() const {
    detail::require_positive("softmax_kl", "temperature", temperature);
    detail::require_positive("softmax_kl", "target_temperature", target_temperature);
    return {temperature, target_temperature};
  }
};

}  // namespace tacit::inline TACIT_ABI
