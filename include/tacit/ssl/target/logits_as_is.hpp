// Target transform: the logits themselves, for discrepancies of two rows of logits.
#pragma once

#include "tacit/ssl/prediction.hpp"

namespace tacit::inline TACIT_ABI {

struct logits_as_is_t {
  static constexpr char const* called = "logits_as_is";
  template <class Scalar>
  void operator()(prediction<Scalar> const& r, matrix_view<Scalar> target) const {
    auto const z = r.logits_for(called);
    for (index_t i = 0; i < target.extent(0); ++i)
      for (index_t c = 0; c < target.extent(1); ++c) target(i, c) = z(i, c);
  }
};
inline constexpr logits_as_is_t logits_as_is{};

}  // namespace tacit::inline TACIT_ABI
