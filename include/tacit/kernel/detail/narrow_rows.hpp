// Rows of a few elements, a vector of rows at a time: they are turned, so that lane k of vector j holds element j of
// row k. No lane is idle, and sums over rows need no fold.
#pragma once

#include <algorithm>
#include <concepts>

#include "tacit/kernel/detail/lanes.hpp"
#include "tacit/tensor/view.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// Rows of at most so many elements are turned.
inline constexpr index_t narrow_columns = 24;

/// One element of each row of a group.
template <class S>
struct turned {
  pack<S> lanes;
};

// The loops of row_loops.hpp over turned rows. Two elements a turn: softmax 1.05x.

/// y[j] = f(x[j], ...).
template <class S, class F, std::same_as<turned<S>>... In>
TACIT_INLINE void row_map(index_t n, F const& f, turned<S>* y, In const*... x) {
#pragma GCC unroll 2
  for (index_t j = 0; j < n; ++j) y[j].lanes = f(x[j].lanes...);
}

/// Sums of f(x[j], ...).
template <class S, class F, std::same_as<turned<S>>... In>
TACIT_INLINE pack<S> row_sum(index_t n, F const& f, In const*... x) {
  pack<S> total{};
#pragma GCC unroll 2
  for (index_t j = 0; j < n; ++j) total += f(x[j].lanes...);
  return total;
}

/// y[j] = f(x[j], ...), and the sums of it.
template <class S, class F, std::same_as<turned<S>>... In>
TACIT_INLINE pack<S> row_map_sum(index_t n, F const& f, turned<S>* y, In const*... x) {
  pack<S> total{};
#pragma GCC unroll 2
  for (index_t j = 0; j < n; ++j) total += y[j].lanes = f(x[j].lanes...);
  return total;
}

/// The largest elements, NaN left aside unless it comes first; n > 0.
template <class S>
TACIT_INLINE pack<S> row_max(index_t n, turned<S> const* x) {
  pack<S> largest = x[0].lanes;
  for (index_t j = 1; j < n; ++j) largest = x[j].lanes > largest ? x[j].lanes : largest;
  return largest;
}

/// The first rows of a matrix, as many as a vector has lanes. They are turned in squares of 16 bytes by 16 bytes, those
/// of several rows side by side in a vector, where they come without a shuffle.
template <class S>
class row_group {
  using value = std::remove_const_t<S>;
  typedef value piece __attribute__((vector_size(16)));
  static constexpr index_t lanes = lane_count<value>;
  static constexpr index_t side = static_cast<index_t>(16 / sizeof(S));  // of a square
  static_assert(narrow_columns % side == 0);

 public:
  explicit row_group(matrix_view<S> m)
      : data_(m.data()),
        rows_(std::min(lanes, m.extent(0))),
        following_(m.extent(0)),
        columns_(m.extent(1)),
        row_step_(m.stride(0)),
        step_(m.stride(1)) {}

  /// Lanes without a row become 0.
  void load(turned<value>* to) const {
    if (!holds_pieces()) {
      for (index_t j = 0; j < columns_; ++j)
        for (index_t k = 0; k < lanes; ++k) to[j].lanes[k] = k < rows_ ? data_[k * row_step_ + j * step_] : S(0);
      return;
    }
    for (index_t j = 0; j < columns_; j += side) {
      pack<value> square[static_cast<std::size_t>(side)];
#pragma GCC unroll 16
      for (index_t i = 0; i < side; ++i) {
        prefetch_further(data_ + (j + i) * lanes);  // dense rows: as many vectors as columns
        square[i] = pieces<TACIT_VECTOR_BYTES>(data_ + i * row_step_ + j);
      }
      transpose<value>(square);
#pragma GCC unroll 16
      for (index_t i = 0; i < side; ++i) to[j + i].lanes = square[i];
    }
  }

  void store(turned<value> const* from) const {
    if (step_ != 1) {
      for (index_t j = 0; j < columns_; ++j)
        for (index_t k = 0; k < rows_; ++k) data_[k * row_step_ + j * step_] = from[j].lanes[k];
      return;
    }
    for (index_t j = 0; j < columns_; j += side) {
      pack<value> square[static_cast<std::size_t>(side)];
#pragma GCC unroll 16
      for (index_t i = 0; i < side; ++i) square[i] = from[j + i].lanes;
      transpose<value>(square);
      with_width(columns_ - j, [&](auto width) TACIT_DETAIL_INLINED { store_square<width()>(square, j); });
    }
  }

 private:
  /// Whether whole pieces may be read in each row: in dense rows also those that end in the rows that follow.
  bool holds_pieces() const {
    index_t const last = (columns_ - 1) / side * side + side;
    return step_ == 1 && rows_ == lanes &&
           (last == columns_ || (row_step_ == columns_ && (lanes - 1) * columns_ + last <= following_ * columns_));
  }
  /// The pieces at p, `side` rows further, 2 side, ...
  template <index_t Bytes>
  TACIT_INLINE auto pieces(S* p) const {
    if constexpr (Bytes == 16) {
      piece v;
      std::memcpy(&v, p, sizeof v);
      return v;
    } else {
      return concatenate(pieces<Bytes / 2>(p), pieces<Bytes / 2>(p + side * (Bytes / 32) * row_step_),
                         std::make_index_sequence<Bytes / sizeof(S)>{});
    }
  }
  /// The first Width elements of each piece, at element j of its row.
  template <index_t Width>
  TACIT_INLINE void store_square(pack<value> const* from, index_t j) const {
    for (index_t k = 0; k < rows_; k += side) {
#pragma GCC unroll 4
      for (index_t i = 0; i < side; ++i)
        if (k + i < rows_)
          std::memcpy(data_ + (k + i) * row_step_ + j, reinterpret_cast<value const*>(from + i) + k,
                      static_cast<std::size_t>(Width) * sizeof(S));
    }
  }
  /// body(a constant): min(columns, side).
  template <class Body, index_t Width = side>
  static TACIT_INLINE void with_width(index_t columns, Body const& body) {
    if constexpr (Width > 1)
      if (columns < Width) return with_width<Body, Width - 1>(columns, body);
    body(std::integral_constant<index_t, Width>{});
  }
  S* data_;
  index_t rows_, following_, columns_, row_step_, step_;  // following_: rows of the matrix, with the group's
};

/// Calls body(columns, out, in...) with groups of turned rows of matrices of at most narrow_columns columns.
template <class S, class Body, std::same_as<matrix_view<S const>>... In>
void map_turned_rows(context const& ctx, Body const& body, matrix_view<S> out, In... in) {
  constexpr index_t lanes = lane_count<S>, size = narrow_columns;
  index_t const columns = out.extent(1), groups_of_block = std::max<index_t>(1, block_rows(columns) / lanes);
  parallel_ranges(ctx, out.extent(0), groups_of_block * lanes, [&](index_t first, index_t last, int) {
    turned<S> memory[static_cast<std::size_t>(size * static_cast<index_t>(1 + sizeof...(In)))];
    for (index_t i = first; i < last; i += lanes) {
      turned<S>* next = memory;
      auto const gather = [&](matrix_view<S const> const& view) {
        next += size;
        row_group<S const>(view.rows(i, last - i)).load(next);
        return static_cast<turned<S> const*>(next);
      };
      body(columns, memory, gather(in)...);
      row_group<S>(out.rows(i, last - i)).store(memory);
    }
  });
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
