// The running maximum of vectors and where it was found; loads and stores of 32-bit indices beside lanes of S.
#pragma once

#include "tacit/kernel/detail/lanes.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// The signed integer as wide as S: what comparisons of pack<S> select by.
template <class S>
using index_of = std::conditional_t<sizeof(S) == 4, std::int32_t, std::int64_t>;

/// Starts with one vector; those offered replace lanes that are smaller, or not yet NaN by NaN.
template <class S>
struct running_max {
  pack<S> value;
  pack<index_of<S>> place;

  /// Not at most: larger, or one of both is NaN. Two comparisons, since the chain of offers is what takes the time.
  TACIT_INLINE void offer(pack<S> v, index_t where) {
    auto const better = ~(v <= value) & (value == value);
    value = better ? v : value;
    place = better ? broadcast(static_cast<index_of<S>>(where)) : place;
  }
};

/// As many 32-bit indices as S has lanes.
template <class S>
struct index_pack_of {
  typedef std::int32_t type __attribute__((vector_size(sizeof(std::int32_t) * TACIT_VECTOR_BYTES / sizeof(S))));
};

template <class S>
TACIT_INLINE std::size_t index_bytes(all_lanes) {
  return sizeof(typename index_pack_of<S>::type);
}
template <class S>
TACIT_INLINE std::size_t index_bytes(some_lanes span) {
  return static_cast<std::size_t>(span.count) * sizeof(std::int32_t);
}

template <class S, class Span>
TACIT_INLINE void store_index(std::int32_t* p, pack<index_of<S>> place, Span span) {
  auto const narrow = __builtin_convertvector(place, typename index_pack_of<S>::type);
  std::memcpy(p, &narrow, index_bytes<S>(span));
}
/// Unused lanes load as zero.
template <class S, class Span>
TACIT_INLINE pack<index_of<S>> load_index(std::int32_t const* p, Span span) {
  typename index_pack_of<S>::type narrow{};
  std::memcpy(&narrow, p, index_bytes<S>(span));
  return __builtin_convertvector(narrow, pack<index_of<S>>);
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
