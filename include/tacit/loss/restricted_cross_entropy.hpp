// Cross entropy among some of the classes: the others' logits do not take part.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "tacit/loss/detail/rows.hpp"
#include "tacit/loss/traced.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
/// -log softmax(z)[y] over the classes whose `keep` is not 0; y counts always.
template <class S>
double restricted_row(vector_view<S const> z, index_t y, vector_view<S const> keep, vector_view<S> gz, double scale) {
  auto const kept = [&](index_t c) { return c == y || keep[c] != S{0}; };
  double largest = -std::numeric_limits<double>::infinity(), sum = 0;
  for (index_t c = 0; c < z.extent(0); ++c)
    if (kept(c)) largest = std::max(largest, static_cast<double>(z[c]));
  for (index_t c = 0; c < z.extent(0); ++c)
    if (kept(c)) sum += std::exp(static_cast<double>(z[c]) - largest);
  if (gz.data())
    for (index_t c = 0; c < z.extent(0); ++c) {
      double const p = kept(c) ? std::exp(static_cast<double>(z[c]) - largest) / sum : 0;
      gz[c] = static_cast<S>(scale * (p - (c == y ? 1 : 0)));
    }
  return std::log(sum) + largest - static_cast<double>(z[y]);
}

template <class S, class Y>
double restricted_rows(matrix_view<S const> z, vector_view<Y const> y, matrix_view<S const> keep,
                       vector_view<S const> weight, matrix_view<S> gz) {
  index_t const n = z.extent(0);
  double sum = 0;
  for (index_t i = 0; i < n; ++i) {
    double const w = static_cast<double>(weight[i]);
    auto const label = static_cast<index_t>(y[i]);
    if (label < 0 || label >= z.extent(1))
      throw_error<value_error>("restricted_cross_entropy: label of row {}: expected 0 to {}, got {}",
                               {i, z.extent(1) - 1, label});
    auto const g = gz.data() ? gz.row(i) : vector_view<S>{};
    double const value = restricted_row<S>(z.row(i), label, keep.row(i), g, w / static_cast<double>(n));
    if (w != 0) sum += w * value;
  }
  return n == 0 ? 0 : sum / static_cast<double>(n);
}
}  // namespace detail

/// (1/N) sum_i w_i ce_i, ce_i = -log of the softmax of z_i over its kept classes, at the label, which is kept always.
///
///     restricted_cross_entropy(z, y, keep, w, into(gz))   z: N x C; y: N labels; keep: N x C, 0 leaves out; w: N
inline constexpr struct restricted_cross_entropy_t {
  template <FloatingTensor Logits, Labels Y, FloatingTensor Keep, FloatingTensor Weight, Output GZ = no_output>
  double operator()(Logits const& z, Y const& y, Keep const& keep, Weight const& weight, GZ&& gz = {}, no_output = {},
                    no_output = {}) const {
    using S = value_type_of<Logits>;
    auto const zr = read<2>(z);
    auto const yr = read<1>(y);
    auto const kr = read<2>(keep);
    auto const wr = read<1>(weight);
    detail::require_extent("restricted_cross_entropy", "labels", zr->extent(0), yr->extent(0));
    detail::require_extent("restricted_cross_entropy", "rows of kept classes", zr->extent(0), kr->extent(0));
    detail::require_extent("restricted_cross_entropy", "kept classes", zr->extent(1), kr->extent(1));
    detail::require_extent("restricted_cross_entropy", "weights", zr->extent(0), wr->extent(0));
    return detail::restricted_rows<S, value_type_of<Y>>(
        *zr, *yr, *kr, *wr,
        detail::result_view<S>("restricted_cross_entropy", "gradient of the logits", gz, zr->extents()));
  }
  template <class... Args>
  requires AnyTraced<Args...>
  auto operator()(Args const&... args) const { return record_loss(*this, args...); }
} restricted_cross_entropy{};

}  // namespace tacit::inline TACIT_ABI
