// lanes: walking arrays one vector register at a time, with compiler vector extensions; the last vector may be partial.
#pragma once

#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#include "tacit/kernel/parallel.hpp"

// Loops over the vectors of an array that should be registers are unrolled by `#pragma GCC unroll`: their indices
// become constants before the compiler decides what lies in memory.

/// After the parameters of a lambda: its body belongs into the loop that calls it (vectors never cross a real call).
#define TACIT_DETAIL_INLINED __attribute__((always_inline))

namespace tacit::inline TACIT_ABI {
namespace detail {

template <class S>
struct pack_of {
  typedef S type __attribute__((vector_size(TACIT_VECTOR_BYTES)));
};
/// A register full of S.
template <class S>
using pack = typename pack_of<S>::type;
template <class S>
inline constexpr index_t lane_count = static_cast<index_t>(TACIT_VECTOR_BYTES / sizeof(S));

/// The unsigned integer as wide as S, for looking at bits.
template <class S>
using bits_of = std::conditional_t<sizeof(S) == 4, std::uint32_t, std::uint64_t>;

template <class S>
TACIT_INLINE pack<S> broadcast(S value) {
  return pack<S>{} + value;
}

/// How many lanes of a vector a step of a loop uses: all, or the first `count`. The others load as zero.
struct all_lanes {};
struct some_lanes {
  index_t count;
};

/// 0, 1, 2, ...
template <class S>
TACIT_INLINE pack<S> lane_numbers() {
  pack<S> v{};
  for (index_t k = 0; k < lane_count<S>; ++k) v[k] = static_cast<S>(k);
  return v;
}

/// The vector with `other` in the unused lanes.
template <class S>
TACIT_INLINE pack<S> fill_unused(pack<S> v, S, all_lanes) {
  return v;
}
template <class S>
TACIT_INLINE pack<S> fill_unused(pack<S> v, S other, some_lanes span) {
  return lane_numbers<S>() < static_cast<S>(span.count) ? v : broadcast(other);
}

/// Copies count < 2 W elements in pieces of fixed sizes: much cheaper than a call of memcpy with a size that varies.
template <class S, index_t W = lane_count<S> / 2>
TACIT_INLINE void copy_lanes(void* to, void const* from, index_t count) {
  if constexpr (W > 0) {
    constexpr std::size_t bytes = static_cast<std::size_t>(W) * sizeof(S);
    bool const take = (count & W) != 0;
    if (take) std::memcpy(to, from, bytes);
    std::size_t const offset = take ? bytes : 0;
    copy_lanes<S, W / 2>(static_cast<char*>(to) + offset, static_cast<char const*>(from) + offset, count);
  }
}

template <class S>
TACIT_INLINE pack<S> load(S const* p, all_lanes) {
  pack<S> v;
  std::memcpy(&v, p, sizeof v);
  return v;
}
/// The elements first, first + 1, ... below `count`, as many as the vector V has lanes, and zeros.
template <class V, class S>
TACIT_INLINE V load_below(S const* p, index_t first, index_t count) {
  constexpr index_t lanes = static_cast<index_t>(sizeof(V) / sizeof(S));
  S lane[static_cast<std::size_t>(lanes)];
#pragma GCC unroll 1  // a loop that stays one becomes a masked load where there is one
  for (index_t k = 0; k < lanes; ++k) lane[k] = first + k < count ? p[first + k] : S(0);
  V v;
  std::memcpy(&v, lane, sizeof v);
  return v;
}
/// A vector as long as both.
template <class V, std::size_t... K>
TACIT_INLINE auto concatenate(V a, V b, std::index_sequence<K...>) {
  return __builtin_shufflevector(a, b, static_cast<int>(K)...);
}
template <class S>
TACIT_INLINE pack<S> load_halves(S const* p, index_t count) {
  typedef S half __attribute__((vector_size(TACIT_VECTOR_BYTES / 2)));
  return concatenate(load_below<half>(p, 0, count), load_below<half>(p, lane_count<S> / 2, count),
                     std::make_index_sequence<lane_count<S>>{});
}
template <class S>
TACIT_INLINE pack<S> load(S const* p, some_lanes span) {
  // Compilers make such loops of 32 bytes: a vector of two of them would go through memory, and wait for it.
  if constexpr (TACIT_VECTOR_BYTES > 32)
    return load_halves(p, span.count);
  else
    return load_below<pack<S>>(p, 0, span.count);
}
template <class S>
TACIT_INLINE void store(S* p, pack<S> v, all_lanes) {
  std::memcpy(p, &v, sizeof v);
}
template <class S>
TACIT_INLINE void store(S* p, pack<S> v, some_lanes span) {
  copy_lanes<S>(p, &v, span.count);
}

/// Asks for the cache line at p, which may lie beyond any array: memory is read while arithmetic goes on. It goes into
/// the second cache, since the first one is full.
template <class S>
TACIT_INLINE void prefetch(S const* p) {
  __builtin_prefetch(p, 0, 2);
}

/// The same for what a loop over an array will read 2 KiB further on: some processors look less far ahead than a slow
/// function of each vector needs.
template <class S>
TACIT_INLINE void prefetch_further(S const* p) {
  prefetch(p + 2048 / static_cast<index_t>(sizeof(S)));
}

/// One step of a transpose: swaps blocks of Width x Width off the diagonal.
template <index_t Width, class V, index_t... L>
TACIT_INLINE void exchange(V& a, V& b, std::integer_sequence<index_t, L...>) {
  constexpr index_t lanes = sizeof...(L);
  V const low = __builtin_shufflevector(a, b, ((L & Width) ? lanes + L - Width : L)...);
  b = __builtin_shufflevector(a, b, ((L & Width) ? lanes + L : L + Width)...);
  a = low;
}
/// Transposes Side vectors: each square of Side x Side elements, of which a vector may hold several side by side.
template <class S, std::size_t Side, index_t Width = static_cast<index_t>(Side / 2)>
TACIT_INLINE void transpose(pack<S> (&line)[Side]) {
  if constexpr (Width > 0) {
    constexpr std::make_integer_sequence<index_t, lane_count<S>> lanes;
#pragma GCC unroll 16
    for (std::size_t i = 0; i < Side; ++i)
      if ((i & static_cast<std::size_t>(Width)) == 0)
        exchange<Width>(line[i], line[i + static_cast<std::size_t>(Width)], lanes);
    transpose<S, Side, Width / 2>(line);
  }
}

/// Calls body(i, span) for i = 0, L, 2 L, ... < n, L lanes at a time.
template <class S, class Body>
TACIT_INLINE void for_lanes(index_t n, Body const& body) {
  index_t i = 0;
  for (; i + lane_count<S> <= n; i += lane_count<S>) body(i, all_lanes{});
  if (i < n) body(i, some_lanes{n - i});
}

/// Every lane k beside lane k xor W.
template <int W, class V, std::size_t... K>
TACIT_INLINE V swap_lanes(V v, std::index_sequence<K...>) {
  return __builtin_shufflevector(v, v, (static_cast<int>(K) ^ W)...);
}

/// Folds the lanes in a fixed tree: halves onto halves. f takes and returns vectors.
template <class S, int W = static_cast<int>(lane_count<S>) / 2, class F>
TACIT_INLINE S fold(pack<S> v, F const& f) {
  if constexpr (W == 0)
    return v[0];
  else
    return fold<S, W / 2>(f(v, swap_lanes<W>(v, std::make_index_sequence<lane_count<S>>{})), f);
}
template <class S>
TACIT_INLINE S fold_sum(pack<S> v) {
  return fold<S>(v, [](auto a, auto b) TACIT_DETAIL_INLINED { return a + b; });
}

template <class S>
TACIT_INLINE S fold_max(pack<S> v) {
  return fold<S>(v, [](auto a, auto b) TACIT_DETAIL_INLINED { return b > a ? b : a; });
}

/// Elements of a block of an elementwise loop: what is smaller runs on the calling thread.
inline constexpr index_t block_elements = 16384;

/// Rows of a block, so that it has about block_elements elements.
constexpr index_t block_rows(index_t row_elements) {
  return std::max<index_t>(1, block_elements / std::max<index_t>(1, row_elements));
}

/// y[i] = f(x[i], ...) over the context's threads; f takes and returns vectors.
template <class S, class F, class... In>
void map_elements(context const& ctx, index_t n, F const& f, S* y, In const*... x) {
  parallel_ranges(ctx, n, block_elements, [&](index_t first, index_t last, int) {
    for_lanes<S>(last - first, [&](index_t i, auto span) TACIT_DETAIL_INLINED {
      (prefetch_further(x + first + i), ...);
      store(y + first + i, f(load(x + first + i, span)...), span);
    });
  });
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
