// Negative entropy with a logarithm that is kept from minus infinity, as minimax entropy defines it.
#pragma once

#include "tacit/loss/detail/row.hpp"
#include "tacit/loss/detail/rows.hpp"
#include "tacit/loss/traced.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
struct floored_negative_entropy_row {
  static constexpr char const* name = "floored_negative_entropy";
  double floor;
  template <class S>
  double operator()(vector_view<S const> z, vector_view<S> gz, double scale) const {
    softmax_row<S> const p(z);
    double value = 0;
    for (index_t c = 0; c < p.size(); ++c) value += times(p(c), std::log(p(c) + floor));
    p.backward(gz, scale, [&](index_t c) { return std::log(p(c) + floor) + p(c) / (p(c) + floor); });
    return value;
  }
};
}  // namespace detail

/// Mean over all rows of sum_c p_c log(p_c + floor), p = softmax(z_i). Calls as `entropy`.
struct floored_negative_entropy {
  double floor = 1e-5;  ///< positive

  template <FloatingTensor Logits, Output GZ = no_output>
  double operator()(Logits const& z, GZ&& gz = {}) const {
    return detail::single_loss(row(), z, detail::unweighted{}, gz, nowhere);
  }
  template <FloatingTensor Logits, FloatingTensor Weight, Output GZ = no_output, Output GW = no_output>
  double operator()(Logits const& z, Weight const& weight, GZ&& gz = {}, GW&& gweight = {}) const {
    return detail::single_loss(row(), z, weight, gz, gweight);
  }
  template <class... Args>
  requires AnyTraced<Args...>
  auto operator()(Args const&... args) const { return record_loss(*this, args...); }

  /// The terms of the rows: terms(i).
  template <FloatingTensor Logits, Output Out>
  void per_sample(Logits const& z, Out&& terms) const {
    detail::single_terms(row(), z, terms);
  }

 private:
  detail::floored_negative_entropy_row row() const {
    detail::require_positive("floored_negative_entropy", "floor", floor);
    return {floor};
  }
};

}  // namespace tacit::inline TACIT_ABI
