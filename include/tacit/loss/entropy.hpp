// Entropy of the predictions.
#pragma once

#include "tacit/loss/detail/row.hpp"
#include "tacit/loss/detail/rows.hpp"
#include "tacit/loss/traced.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
struct entropy_row {
  static constexpr char const* name = "entropy";
  double temperature = 1;
  template <class S>
  double operator()(vector_view<S const> z, vector_view<S> gz, double scale) const {
    softmax_row<S> const p(z, temperature);
    double value = 0;
    for (index_t c = 0; c < p.size(); ++c) value -= times(p(c), p.log(c));
    p.backward(gz, scale, [&](index_t c) { return -p.log(c); });
    return value;
  }
};
}  // namespace detail

/// Mean over all rows of H(softmax(z_i)) = -sum_c p_c log p_c, 0 log 0 = 0; gradient -p (log p + H) / N. With weights
/// (1/N) sum_i w_i H_i. `entropy(z)`, `entropy(z, into(gz))`, `entropy(z, w, into(gz), into(gw))`.
inline constexpr struct entropy_t {
  static constexpr char const* called = "entropy";
  template <FloatingTensor Logits, Output GZ = no_output>
  double operator()(Logits const& z, GZ&& gz = {}) const {
    return detail::single_loss(detail::entropy_row{}, z, detail::unweighted{}, gz, nowhere);
  }
  template <FloatingTensor Logits, FloatingTensor Weight, Output GZ = no_output, Output GW = no_output>
  double operator()(Logits const& z, Weight const& weight, GZ&& gz = {}, GW&& gweight = {}) const {
    return detail::single_loss(detail::entropy_row{}, z, weight, gz, gweight);
  }
  template <class... Args>
  requires AnyTraced<Args...>
  auto operator()(Args const&... args) const { return record_loss(*this, args...); }

  /// The terms of the rows: terms(i).
  template <FloatingTensor Logits, Output Out>
  void per_sample(Logits const& z, Out&& terms) const {
    detail::single_terms(detail::entropy_row{}, z, terms);
  }
} entropy{};

}  // namespace tacit::inline TACIT_ABI
