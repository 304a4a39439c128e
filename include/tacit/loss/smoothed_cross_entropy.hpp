// Cross entropy with label smoothing.
#pragma once

#include "tacit/loss/detail/row.hpp"
#include "tacit/loss/detail/rows.hpp"
#include "tacit/loss/traced.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
struct smoothed_cross_entropy_row {
  static constexpr char const* name = "smoothed_cross_entropy";
  double smoothing;
  template <class S>
  double operator()(vector_view<S const> z, index_t y, vector_view<S> gz, double scale) const {
    softmax_row<S> const p(z);
    double const floor = smoothing / static_cast<double>(p.size());
    double value = 0;
    for (index_t c = 0; c < p.size(); ++c) {
      double const target = floor + (c == y ? 1 - smoothing : 0);
      value -= times(target, p.log(c));
      if (gz.data()) gz[c] = static_cast<S>(scale * (p(c) - target));
    }
    return value;
  }
};
}  // namespace detail

/// Cross entropy with the target (1 - smoothing) onehot(y) + smoothing / C (Szegedy et al. 2016); mean over all rows,
/// with weights (1/N) sum_i w_i ce_i. Calls and errors as `cross_entropy` with labels; smoothing in [0, 1].
struct smoothed_cross_entropy {
  double smoothing = 0.1;

  template <FloatingTensor Logits, Labels Y, Output GZ = no_output>
  double operator()(Logits const& z, Y const& y, GZ&& gz = {}) const {
    return detail::label_loss(row(), z, y, detail::unweighted{}, gz, nowhere);
  }
  template <FloatingTensor Logits, Labels Y, FloatingTensor Weight, Output GZ = no_output, Output GW = no_output>
  double operator()(Logits const& z, Y const& y, Weight const& weight, GZ&& gz = {}, GW&& gweight = {}) const {
    return detail::label_loss(row(), z, y, weight, gz, gweight);
  }
  template <class... Args>
  requires AnyTraced<Args...>
  auto operator()(Args const&... args) const { return record_loss(*this, args...); }

 private:
  detail::smoothed_cross_entropy_row row() const { return {smoothing}; }
};

}  // namespace tacit::inline TACIT_ABI
