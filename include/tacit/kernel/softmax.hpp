// softmax: probabilities and log-probabilities of the rows of a matrix, and their gradients.
#pragma once

#include <cmath>
#include <concepts>
#include <type_traits>

#include "tacit/kernel/detail/row_loops.hpp"
#include "tacit/kernel/detail/vector_functions.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// The logarithm of the sum of a row, or of those of turned rows.
template <std::floating_point S>
S log_of(S x) {
  return std::log(x);
}
template <class V>
TACIT_INLINE V log_of(V x) {
  return pack_log(x);
}

}  // namespace detail

/// p_ij = exp(z_ij - m_i) / sum_k exp(z_ik - m_i), m_i the largest logit of the row; p may be z. Any strides. A row
/// with NaN or +infinity, or with nothing but -infinity, becomes NaN.
template <class S>
void softmax_rows(context const& ctx, matrix_view<std::type_identity_t<S> const> z, matrix_view<S> p) {
  detail::require_same_shape("softmax_rows", "probabilities", z, p);
  detail::map_rows<S>(
      ctx,
      [](index_t n, auto* out, auto const* in) {
        auto const largest = detail::row_max<S>(n, in);
        auto const exponential = [=](auto v) TACIT_DETAIL_INLINED { return detail::pack_exp_below(v - largest); };
        auto const total = detail::row_map_sum<S>(n, exponential, out, in);
        detail::row_map<S>(
            n, [inverse = S(1) / total](auto v) TACIT_DETAIL_INLINED { return v * inverse; }, out, out);
      },
      p, z);
}

/// l_ij = z_ij - m_i - log sum_k exp(z_ik - m_i): the logarithm of softmax_rows; l may be z.
template <class S>
void log_softmax_rows(context const& ctx, matrix_view<std::type_identity_t<S> const> z, matrix_view<S> l) {
  detail::require_same_shape("log_softmax_rows", "log-probabilities", z, l);
  detail::map_rows<S>(
      ctx,
      [](index_t n, auto* out, auto const* in) {
        auto const largest = detail::row_max<S>(n, in);
        auto const log_total = detail::log_of(detail::row_sum<S>(
            n, [=](auto v) TACIT_DETAIL_INLINED { return detail::pack_exp_below(v - largest); }, in));
        detail::row_map<S>(
            n, [=](auto v) TACIT_DETAIL_INLINED { return v - largest - log_total; }, out, in);
      },
      l, z);
}

/// dz_ij = p_ij (dp_ij - sum_k p_ik dp_ik) with p = softmax(z); dz may be dp.
template <class S>
void softmax_rows_backward(context const& ctx, matrix_view<std::type_identity_t<S> const> p,
                           matrix_view<std::type_identity_t<S> const> dp, matrix_view<S> dz) {
  detail::require_same_shape("softmax_rows_backward", "upstream gradient", p, dp);
  detail::require_same_shape("softmax_rows_backward", "gradient", p, dz);
  detail::map_rows<S>(
      ctx,
      [](index_t n, auto* out, auto const* probability, auto const* upstream) {
        auto const mean = detail::row_sum<S>(
            n, [](auto a, auto b) TACIT_DETAIL_INLINED { return a * b; }, probability, upstream);
        detail::row_map<S>(
            n, [=](auto a, auto b) TACIT_DETAIL_INLINED { return a * (b - mean); }, out, probability, upstream);
      },
      dz, p, dp);
}

/// dz_ij = dl_ij - exp(l_ij) sum_k dl_ik with l = log_softmax(z); dz may be dl.
template <class S>
void log_softmax_rows_backward(context const& ctx, matrix_view<std::type_identity_t<S> const> l,
                               matrix_view<std::type_identity_t<S> const> dl, matrix_view<S> dz) {
  detail::require_same_shape("log_softmax_rows_backward", "upstream gradient", l, dl);
  detail::require_same_shape("log_softmax_rows_backward", "gradient", l, dz);
  detail::map_rows<S>(
      ctx,
      [](index_t n, auto* out, auto const* log_probability, auto const* upstream) {
        auto const total = detail::row_sum<S>(
            n, [](auto v) TACIT_DETAIL_INLINED { return v; }, upstream);
        detail::row_map<S>(
            n, [=](auto a, auto b) TACIT_DETAIL_INLINED { return b - detail::pack_exp_below(a) * total; }, out,
            log_probability, upstream);
      },
      dz, l, dl);
}

}  // namespace tacit::inline TACIT_ABI
