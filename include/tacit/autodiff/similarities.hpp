// Embeddings on a tape: rows of unit length, and the inner products of two sets of rows.
#pragma once

#include "tacit/autodiff/tape.hpp"
#include "tacit/kernel/gemm.hpp"
#include "tacit/kernel/l2_norm.hpp"
#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
inline constexpr double smallest_length = 1e-12;
}  // namespace detail

/// x / |x|, row by row; a row of zeros stays one. The context must outlive the reverse sweep.
template <class Scalar>
variable<Scalar> unit_rows(context const& ctx, variable<Scalar> x) {
  auto& t = x.owner();
  index_t const rows = x.rows(), width = x.columns();
  auto const in = x.value();  // dense: of a network or the tape
  Scalar* const norms = t.template take<Scalar>(rows);
  auto const y = t.take_matrix(rows, width);
  l2_normalise(ctx, rows, width, detail::smallest_length, in.data(), norms, y.data());
  if (!x.differentiable()) return t.constant(y);
  auto const out = t.differentiable(y);
  t.record([x, out, norms, &ctx](tape<Scalar>& sweep) {
    if (!sweep.reached(out)) return;
    auto const q = out.value();
    auto const dy = sweep.gradient(out), dx = sweep.gradient(x);
    auto const own = sweep.take_matrix(q.extent(0), q.extent(1));
    l2_normalise_backward(ctx, q.extent(0), q.extent(1), detail::smallest_length, norms, q.data(), dy.data(),
                          own.data());
    for (index_t i = 0; i < own.size(); ++i) dx.data()[i] += own.data()[i];
  });
  return out;
}

/// scale a b^T: rows of a against rows of b. Gradient into both. The context must outlive the reverse sweep.
template <class Scalar>
variable<Scalar> similarities(context const& ctx, variable<Scalar> a, variable<Scalar> b, double scale) {
  detail::require_extent("similarities", "columns", a.columns(), b.columns());
  auto& t = a.owner();
  auto const s = t.take_matrix(a.rows(), b.rows());
  auto const factor = static_cast<Scalar>(scale);
  gemm<Scalar>(ctx, factor, a.value(), b.value().transposed(), 0, s);
  if (!a.differentiable() && !b.differentiable()) return t.constant(s);
  auto const out = t.differentiable(s);
  t.record([a, b, out, factor, &ctx](tape<Scalar>& sweep) {
    if (!sweep.reached(out)) return;
    matrix_view<Scalar const> const ds = sweep.gradient(out);
    if (a.differentiable()) gemm<Scalar>(ctx, factor, ds, b.value(), 1, sweep.gradient(a));
    if (b.differentiable()) gemm<Scalar>(ctx, factor, ds.transposed(), a.value(), 1, sweep.gradient(b));
  });
  return out;
}

}  // namespace tacit::inline TACIT_ABI
