// Loops over one contiguous row, and over the rows of matrices with any strides.
#pragma once

#include <limits>

#include "tacit/kernel/detail/narrow_rows.hpp"
#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// y[i] = f(x[i], ...).
template <class S, class F, class... In>
TACIT_INLINE void row_map(index_t n, F const& f, S* y, In const*... x) {
  for_lanes<S>(n, [&](index_t i, auto span) TACIT_DETAIL_INLINED { store(y + i, f(load(x + i, span)...), span); });
}

/// Asks for the next row, or for what follows in 2 to 8 KiB: it comes while this row is read again.
template <class S>
TACIT_INLINE void prefetch_row(S const* p, index_t n) {
  constexpr index_t kibi = static_cast<index_t>(1024 / sizeof(S));
  prefetch(p + std::clamp(n, 2 * kibi, 8 * kibi));
}

/// Sum of f(x[i], ...).
template <class S, class F, class... In>
TACIT_INLINE S row_sum(index_t n, F const& f, In const*... x) {
  pack<S> total{};
  for_lanes<S>(n, [&](index_t i, auto span) TACIT_DETAIL_INLINED {
    (prefetch_row(x + i, n), ...);
    total += fill_unused(f(load(x + i, span)...), S(0), span);
  });
  return fold_sum<S>(total);
}

/// y[i] = f(x[i], ...), and the sum of it.
template <class S, class F, class... In>
TACIT_INLINE S row_map_sum(index_t n, F const& f, S* y, In const*... x) {
  pack<S> total{};
  for_lanes<S>(n, [&](index_t i, auto span) TACIT_DETAIL_INLINED {
    pack<S> const v = f(load(x + i, span)...);
    store(y + i, v, span);
    total += fill_unused(v, S(0), span);
  });
  return fold_sum<S>(total);
}

/// The largest element, NaN left aside; -infinity if there is none.
template <class S>
TACIT_INLINE S row_max(index_t n, S const* x) {
  constexpr S lowest = -std::numeric_limits<S>::infinity();
  pack<S> largest = broadcast(lowest);
  for_lanes<S>(n, [&](index_t i, auto span) TACIT_DETAIL_INLINED {
    prefetch_row(x + i, n);
    pack<S> const v = fill_unused(load(x + i, span), lowest, span);
    largest = v > largest ? v : largest;
  });
  return fold_max<S>(largest);
}

/// Calls body(columns, out row, in rows...) with contiguous rows. Narrow rows come a vector of them at a time, as
/// elements of type turned<S>; a matrix whose rows are not contiguous is copied row by row through scratch memory.
template <class S, class Body, std::same_as<matrix_view<S const>>... In>
void map_rows(context const& ctx, Body const& body, matrix_view<S> out, In... in) {
  index_t const columns = out.extent(1);
  if (columns == 0) return;
  if (columns <= narrow_columns) return map_turned_rows(ctx, body, out, in...);
  bool const direct = out.stride(1) == 1 && ((in.stride(1) == 1) && ...);
  parallel_ranges(ctx, out.extent(0), block_rows(columns), [&](index_t first, index_t last, int worker) {
    if (direct) {
      for (index_t i = first; i < last; ++i) body(columns, out.row(i).data(), in.row(i).data()...);
      return;
    }
    scratch_frame frame(ctx, worker);
    S* const scratch = frame.take<S>(columns * static_cast<index_t>(1 + sizeof...(In)));
    for (index_t i = first; i < last; ++i) {
      S* next = scratch;
      auto const gather = [&](matrix_view<S const> const& view) {
        next += columns;
        for (index_t j = 0; j < columns; ++j) next[j] = view(i, j);
        return static_cast<S const*>(next);
      };
      body(columns, scratch, gather(in)...);
      for (index_t j = 0; j < columns; ++j) out(i, j) = scratch[j];
    }
  });
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
