// reduce: sums over arrays in a fixed tree (the same bits for any number of threads), and the simplest vector updates.
#pragma once

#include "tacit/kernel/detail/reduce_blocks.hpp"

namespace tacit::inline TACIT_ABI {

/// Sum of x[0 .. n), accumulated in double.
template <class S>
double sum(context const& ctx, index_t n, S const* x) {
  return detail::reduce_blocks<S>(
      ctx, n, [](auto a) TACIT_DETAIL_INLINED { return a; }, x);
}

/// Sum of x[i] y[i], products and sums in double.
template <class S>
double dot(context const& ctx, index_t n, S const* x, S const* y) {
  return detail::reduce_blocks<S>(
      ctx, n, [](auto a, auto b) TACIT_DETAIL_INLINED { return a * b; }, x, y);
}

/// Sum of x[i]^2 in double: no overflow for any float.
template <class S>
double squared_norm(context const& ctx, index_t n, S const* x) {
  return detail::reduce_blocks<S>(
      ctx, n, [](auto a) TACIT_DETAIL_INLINED { return a * a; }, x);
}

/// Whether no element is infinite or NaN.
template <class S>
bool all_finite(context const& ctx, index_t n, S const* x) {
  // x - x is 0 for finite x and NaN otherwise
  return detail::reduce_blocks<S>(
             ctx, n, [](auto a) TACIT_DETAIL_INLINED { return a - a; }, x) == 0;
}

/// y += a x.
template <class S>
void axpy(context const& ctx, index_t n, S a, S const* x, S* y) {
  detail::map_elements(
      ctx, n, [a](auto u, auto v) TACIT_DETAIL_INLINED { return u * a + v; }, y, x, y);
}

/// x *= a.
template <class S>
void scale(context const& ctx, index_t n, S a, S* x) {
  detail::map_elements(
      ctx, n, [a](auto u) TACIT_DETAIL_INLINED { return u * a; }, x, x);
}

}  // namespace tacit::inline TACIT_ABI
