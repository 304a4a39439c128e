// gemm: the product of two matrices, for any strides.
#pragma once

#include "tacit/kernel/detail/gemm_dots.hpp"
#include "tacit/kernel/detail/gemm_in_place.hpp"
#include "tacit/kernel/detail/gemm_split.hpp"
#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// How a product is computed. `automatic` chooses by shape; the others are there to be tested by name.
enum class gemm_path { automatic, dots, in_place, packed, split };

template <class S>
gemm_path choose_path(product_shape const& s, matrix_view<S const> a, matrix_view<S const> b) {
  if (s.operations() < parallel_operations) return dots_pay(s, a, b) ? gemm_path::dots : gemm_path::in_place;
  return depth_parts<S>(s) > 1 ? gemm_path::split : gemm_path::packed;
}

template <class S>
void tiled_product(context const& ctx, bool split, product_shape const& s, panel_source<S> const& a,
                   matrix_view<S const> b, matrix_view<S> c, epilogue<S> const& finish) {
  strided_c<S> const to{c.data(), c.stride(0), c.stride(1)};
  if (split)
    split_product(ctx, std::max<index_t>(2, depth_parts<S>(s)), s, a, b.data(), b.stride(0), b.stride(1), to, finish);
  else
    packed_product(ctx, s, a, b.data(), b.stride(0), b.stride(1), to, finish);
}

template <class S>
void gemm_by(gemm_path path, context const& ctx, matrix_view<S const> a, matrix_view<S const> b, matrix_view<S> c,
             epilogue<S> const& finish) {
  product_shape const s{c.extent(0), c.extent(1), a.extent(1)};
  if (s.rows == 0 || s.columns == 0) return;
  // The tile stores along the columns of C: a C that is dense along its rows is computed transposed; so is one with
  // fewer columns than a vector has lanes.
  bool const narrow = s.columns < tiling<S>::lanes && s.columns < s.rows && a.stride(0) == 1;
  if (!finish.bias && (narrow || (c.stride(1) != 1 && c.stride(0) == 1)) &&
      !(s.columns > s.rows && s.rows < tiling<S>::lanes))
    return gemm_by(path, ctx, b.transposed(), a.transposed(), c.transposed(), finish);
  if (path == gemm_path::automatic) path = choose_path<S>(s, a, b);
  if (path == gemm_path::dots)
    product_by_dots(a, b, c, finish);
  else if (path == gemm_path::in_place || s.depth == 0)
    product_in_place(ctx, a, b, c, finish);
  else if (a.stride(0) == 1 && a.stride(1) != 1)
    tiled_product<S>(ctx, path == gemm_path::split, s, strided_a<S, false>{a.data(), 1, a.stride(1)}, b, c, finish);
  else
    tiled_product<S>(ctx, path == gemm_path::split, s, strided_a<S, true>{a.data(), a.stride(0), a.stride(1)}, b, c,
                     finish);
}

}  // namespace detail

/// c = alpha a b + beta c + bias. Any strides, so a transposed factor is a view; with beta = 0, c is not read. `bias`
/// holds one number a column of c, or is null. c must not overlap a or b. Throws shape_error where extents do not fit.
template <class S>
void gemm(context const& ctx, std::type_identity_t<S> alpha, std::type_identity_t<matrix_view<S const>> a,
          std::type_identity_t<matrix_view<S const>> b, std::type_identity_t<S> beta, matrix_view<S> c,
          std::type_identity_t<S> const* bias = nullptr) {
  detail::require_extent("gemm", "rows of c", a.extent(0), c.extent(0));
  detail::require_extent("gemm", "columns of c", b.extent(1), c.extent(1));
  detail::require_extent("gemm", "rows of b (columns of a)", a.extent(1), b.extent(0));
  detail::gemm_by<S>(detail::gemm_path::automatic, ctx, a, b, c, {alpha, beta, bias});
}

}  // namespace tacit::inline TACIT_ABI
