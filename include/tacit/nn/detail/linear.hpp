// The arithmetic of dense layers, shared by linear and weight_norm_linear.
#pragma once

#include "tacit/kernel/gemm.hpp"
#include "tacit/kernel/parallel.hpp"
#include "tacit/nn/layer.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// y = x w^T + bias; w is outputs x inputs, bias may be null.
template <class S>
void linear_forward(context const& ctx, index_t rows, index_t inputs, index_t outputs, S const* x, S const* w,
                    S const* bias, S* y) {
  matrix_view<S const> const xs(x, {rows, inputs}), ws(w, {outputs, inputs});
  gemm(ctx, S{1}, xs, ws.transposed(), S{0}, matrix_view<S>(y, {rows, outputs}), bias);
}

/// sums[c] += sum over rows of m; each column is summed in the order of the rows.
template <class S>
void add_column_sums(context const& ctx, index_t rows, index_t columns, S const* m, S* sums) {
  constexpr index_t grain = 64;
  parallel_ranges(ctx, columns, grain, [=](index_t first, index_t last, int) {
    S total[grain] = {};
    for (index_t r = 0; r < rows; ++r)
      for (index_t c = first; c < last; ++c) total[c - first] += m[r * columns + c];
    for (index_t c = first; c < last; ++c) sums[c] += total[c - first];
  });
}

/// dx = dy w; dw += dy^T x; dbias += column sums of dy. Outputs that are null are not computed.
template <class S>
void linear_backward(context const& ctx, index_t rows, index_t inputs, index_t outputs, S const* x, S const* w,
                     S const* dy, S* dx, S* dw, S* dbias) {
  matrix_view<S const> const dys(dy, {rows, outputs});
  if (dx) gemm(ctx, S{1}, dys, matrix_view<S const>(w, {outputs, inputs}), S{0}, matrix_view<S>(dx, {rows, inputs}));
  if (dw)
    gemm(ctx, S{1}, dys.transposed(), matrix_view<S const>(x, {rows, inputs}), S{1},
         matrix_view<S>(dw, {outputs, inputs}));
  if (dbias) add_column_sums(ctx, rows, outputs, dy, dbias);
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
