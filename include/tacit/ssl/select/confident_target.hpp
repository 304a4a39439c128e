// Selection: a fixed threshold on the target itself, after alignment and smoothing (CoMatch, SimMatch, ShrinkMatch).
#pragma once

#include "tacit/ssl/prediction.hpp"

namespace tacit::inline TACIT_ABI {

/// Weight 1 where the largest entry of the row's target >= threshold, else 0.
struct confident_target {
  static constexpr char const* called = "confident_target";
  template <class V>
  constexpr void parts(V&& v) const {
    v("threshold", threshold);
  }
  double threshold = 0.95;

  template <class Scalar>
  void operator()(prediction<Scalar> const& r, vector_view<Scalar> weight) const {
    auto const limit = static_cast<Scalar>(threshold);
    for (index_t i = 0; i < r.target.extent(0); ++i)
      weight[i] = r.target(i, most_probable(r.target, i)) >= limit ? Scalar{1} : Scalar{0};
  }
};

}  // namespace tacit::inline TACIT_ABI
