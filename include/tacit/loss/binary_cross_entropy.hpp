// Binary cross entropy with logits.
#pragma once

#include "tacit/loss/detail/row.hpp"
#include "tacit/loss/detail/rows.hpp"
#include "tacit/loss/traced.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
struct binary_cross_entropy_row {
  static constexpr char const* name = "binary_cross_entropy";
  static constexpr bool needs_probabilities = false;
  double slope_at_zero;
  template <class S>
  double operator()(vector_view<S const> z, vector_view<S const> target, vector_view<S> gz, vector_view<S> gtarget,
                    double scale) const {
    double const columns = static_cast<double>(z.extent(0));
    double sum = 0;
    for (index_t c = 0; c < z.extent(0); ++c) {
      double const x = static_cast<double>(z[c]), t = static_cast<double>(target[c]), e = std::exp(-std::abs(x));
      double const p = x == 0 ? slope_at_zero : x > 0 ? 1 / (1 + e) : e / (1 + e);
      sum += std::max(x, 0.0) - x * t + std::log1p(e);
      if (gz.data()) gz[c] = static_cast<S>(scale / columns * (p - t));
      if (gtarget.data()) gtarget[c] = static_cast<S>(-scale / columns * x);
    }
    return z.extent(0) == 0 ? 0 : sum / columns;
  }
};
}  // namespace detail

/// Mean over all elements of -[t log sigmoid(z) + (1 - t) log(1 - sigmoid(z))], as max(z, 0) - z t + log(1 +
/// exp(-|z|)): finite for any finite logit. Logits and targets in [0, 1] are N x C. With weights (1/N) sum_i w_i bce_i,
/// bce_i the mean of row i. Calls as `cross_entropy` with a target.
inline constexpr struct binary_cross_entropy_t {
  /// d/dz at z = 0 exactly is sigmoid(0) - t, with sigmoid(0) = 1/2. Code that differentiates the stable form term by
  /// term takes the derivative of max(z, 0) there as 1; set 1 only to compare with such code.
  double slope_at_zero = 0.5;

  template <FloatingTensor Logits, FloatingTensor Target, Output GZ = no_output, Output GT = no_output>
  double operator()(Logits const& z, Target const& target, GZ&& gz = {}, GT&& gtarget = {}) const {
    return detail::pair_loss(detail::binary_cross_entropy_row{slope_at_zero}, z, target, detail::unweighted{}, gz, gtarget, nowhere);
  }
  template <FloatingTensor Logits, FloatingTensor Target, FloatingTensor Weight, Output GZ = no_output,
            Output GT = no_output, Output GW = no_output>
  double operator()(Logits const& z, Target const& target, Weight const& weight, GZ&& gz = {}, GT&& gtarget = {},
                    GW&& gweight = {}) const {
    return detail::pair_loss(detail::binary_cross_entropy_row{slope_at_zero}, z, target, weight, gz, gtarget, gweight);
  }
  template <class... Args>
  requires AnyTraced<Args...>
  auto operator()(Args const&... args) const { return record_loss(*this, args...); }
} binary_cross_entropy{};

}  // namespace tacit::inline TACIT_ABI
