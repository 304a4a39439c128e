// Cross entropy with a floor inside the logarithm: what contrastive code of the FixMatch family computes.
#pragma once

#include <cmath>

#include "tacit/loss/detail/row.hpp"
#include "tacit/loss/detail/rows.hpp"
#include "tacit/loss/traced.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
struct floored_cross_entropy_row {
  static constexpr char const* name = "floored_cross_entropy";
  static constexpr bool needs_probabilities = false;
  double floor;
  template <class S>
  double operator()(vector_view<S const> z, vector_view<S const> target, vector_view<S> gz, vector_view<S> gtarget,
                    double scale) const {
    softmax_row<S> const p(z);
    auto const q = [&](index_t c) { return static_cast<double>(target[c]); };
    double value = 0;
    // Targets are mostly zero where the columns are samples of a batch: those cost no exponential.
    for (index_t c = 0; c < p.size(); ++c)
      if (q(c) != 0) value -= q(c) * std::log(p(c) + floor);
    p.backward(gz, scale, [&](index_t c) { return q(c) == 0 ? 0 : -q(c) / (p(c) + floor); });
    if (gtarget.data())
      for (index_t c = 0; c < p.size(); ++c) gtarget[c] = static_cast<S>(-scale * std::log(p(c) + floor));
    return value;
  }
};
}  // namespace detail

/// Mean over all rows of -sum_c target_ic log(softmax(z_i)_c + floor). Calls as `cross_entropy` with a target.
struct floored_cross_entropy {
  double floor = 1e-7;

  template <FloatingTensor Logits, FloatingTensor Target, Output GZ = no_output, Output GT = no_output>
  double operator()(Logits const& z, Target const& target, GZ&& gz = {}, GT&& gtarget = {}) const {
    return detail::pair_loss(detail::floored_cross_entropy_row{floor}, z, target, detail::unweighted{}, gz, gtarget,
                             nowhere);
  }
  template <class... Args>
  requires AnyTraced<Args...>
  auto operator()(Args const&... args) const { return record_loss(*this, args...); }
};

}  // namespace tacit::inline TACIT_ABI
