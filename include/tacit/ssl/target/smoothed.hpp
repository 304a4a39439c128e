// Target transform: the prediction as the source's memory smoothed it.
#pragma once

#include <algorithm>

#include "tacit/ssl/prediction.hpp"

namespace tacit::inline TACIT_ABI {

struct smoothed_t {
  static constexpr char const* called = "smoothed";
  template <class Scalar>
  void operator()(prediction<Scalar> const& r, matrix_view<Scalar> target) const {
    for (index_t i = 0; i < target.extent(0); ++i)
      for (index_t c = 0; c < target.extent(1); ++c) target(i, c) = r.smoothed(i, c);
  }
};
inline constexpr smoothed_t smoothed{};

}  // namespace tacit::inline TACIT_ABI
