// Cross entropy averaged over the kept samples only.
#pragma once

#include "tacit/loss/cross_entropy.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
struct masked_cross_entropy_label_row : cross_entropy_label_row {
  static constexpr char const* name = "masked_cross_entropy";
};
struct masked_cross_entropy_row : cross_entropy_row {
  static constexpr char const* name = "masked_cross_entropy";
};

/// Divides by max(1, sum of the mask); where that depends on the mask, its gradient does too.
template <class S, class Loss>
double mean_over_mask(weighting<S> w, Loss const& loss) {
  double kept = 0;
  for (index_t i = 0; i < w.weight.extent(0); ++i) kept += static_cast<double>(w.weight[i]);
  w.divisor = std::max(1.0, kept);
  double const value = loss(w);
  if (kept > 1 && w.gradient.data())
    for (index_t i = 0; i < w.weight.extent(0); ++i) w.gradient[i] -= static_cast<S>(value / kept);
  return value;
}
}  // namespace detail

/// sum_i mask_i ce_i / max(1, sum_i mask_i): the mean over the kept samples; 0 if none is kept. The FixMatch family
/// does not use it: it divides by the whole batch (`cross_entropy` with weights).
///
///     masked_cross_entropy(z, y, mask, into(gz), into(gmask))
///     masked_cross_entropy(z, target, mask, into(gz), into(gtarget), into(gmask))
///
/// Trailing outputs may be left out. The mask holds N non-negative numbers. Errors as `cross_entropy`.
inline constexpr struct masked_cross_entropy_t {
  static constexpr char const* called = "masked_cross_entropy";
  template <FloatingTensor Logits, Labels Y, FloatingTensor Mask, Output GZ = no_output, Output GM = no_output>
  double operator()(Logits const& z, Y const& y, Mask const& mask, GZ&& gz = {}, GM&& gmask = {}) const {
    using S = value_type_of<Logits>;
    using row = detail::masked_cross_entropy_label_row;
    auto const zr = read<2>(z);
    auto const yr = read<1>(y);
    auto const mr = detail::read_weight<S>(mask);
    auto const g = detail::result_view<S>(row::name, "gradient of the logits", gz, zr->extents());
    return detail::mean_over_mask(detail::make_weighting<S>(row::name, mr, gmask, zr->extent(0)), [&](auto const& w) {
      return detail::label_rows<row, S, value_type_of<Y>>({}, *zr, *yr, w, g);
    });
  }
  template <FloatingTensor Logits, FloatingTensor Target, FloatingTensor Mask, Output GZ = no_output,
            Output GT = no_output, Output GM = no_output>
  double operator()(Logits const& z, Target const& target, Mask const& mask, GZ&& gz = {}, GT&& gtarget = {},
                    GM&& gmask = {}) const {
    using S = value_type_of<Logits>;
    using row = detail::masked_cross_entropy_row;
    detail::require_scalar<S, Target>();
    auto const zr = read<2>(z);
    auto const tr = read<2>(target);
    auto const mr = detail::read_weight<S>(mask);
    auto const g = detail::result_view<S>(row::name, "gradient of the logits", gz, zr->extents());
    auto const gt = detail::result_view<S>(row::name, "gradient of the target", gtarget, zr->extents());
    return detail::mean_over_mask(detail::make_weighting<S>(row::name, mr, gmask, zr->extent(0)),
                                  [&](auto const& w) { return detail::pair_rows<row, S>({}, *zr, *tr, w, g, gt); });
  }
  template <class... Args>
  requires AnyTraced<Args...>
  auto operator()(Args const&... args) const { return record_loss(*this, args...); }
} masked_cross_entropy{};

}  // namespace tacit::inline TACIT_ABI
