// Target transform: the (aligned) probabilities themselves.
#pragma once

#include "tacit/ssl/prediction.hpp"

namespace tacit::inline TACIT_ABI {

struct as_is_t {
  static constexpr char const* called = "as_is";
  template <class Scalar>
  void operator()(prediction<Scalar> const& r, matrix_view<Scalar> target) const {
    for (index_t i = 0; i < target.extent(0); ++i)
      for (index_t c = 0; c < target.extent(1); ++c) target(i, c) = r.aligned(i, c);
  }
};
inline constexpr as_is_t as_is{};

}  // namespace tacit::inline TACIT_ABI
