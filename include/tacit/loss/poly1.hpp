// PolyLoss with one term.
#pragma once

#include "tacit/loss/detail/row.hpp"
#include "tacit/loss/detail/rows.hpp"
#include "tacit/loss/traced.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
struct poly1_row {
  static constexpr char const* name = "poly1";
  double epsilon;
  template <class S>
  double operator()(vector_view<S const> z, index_t y, vector_view<S> gz, double scale) const {
    softmax_row<S> const p(z);
    double const right = p(y);
    if (gz.data())
      for (index_t c = 0; c < p.size(); ++c)
        gz[c] = static_cast<S>(scale * (1 + epsilon * right) * (p(c) - (c == y ? 1 : 0)));
    return -p.log(y) + epsilon * (1 - right);
  }
};
}  // namespace detail

/// Mean over all rows of ce_i + epsilon (1 - p_i[y_i]) (Leng et al. 2022, PolyLoss-1). Calls and errors as
/// `cross_entropy` with labels.
struct poly1 {
  double epsilon = 1;

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
  detail::poly1_row row() const { return {epsilon}; }
};

}  // namespace tacit::inline TACIT_ABI
