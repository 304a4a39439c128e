// Selection: a threshold relative to the confidence on labelled rows (AdaMatch; Berthelot et al. 2022).
#pragma once

#include "tacit/ssl/prediction.hpp"

namespace tacit::inline TACIT_ABI {

/// Weight 1 where the largest aligned probability is at least factor * mean of the largest probability of the labelled
/// rows in this step.
struct relative_threshold {
  static constexpr char const* called = "relative_threshold";
  template <class V>
  constexpr void parts(V&& v) const {
    v("factor", factor);
  }
  static constexpr bool reads_labelled = true;
  double factor = 0.9;  ///< kappa

  template <class Scalar>
  void operator()(prediction<Scalar> const& r, vector_view<Scalar> weight) const {
    double confidence = 0;
    for (index_t i = 0; i < r.labelled.extent(0); ++i)
      confidence += static_cast<double>(r.labelled(i, most_probable(r.labelled, i)));
    double const limit = factor * confidence / static_cast<double>(r.labelled.extent(0));
    r.note("threshold", limit);
    for (index_t i = 0; i < r.rows(); ++i)
      weight[i] = static_cast<double>(r.aligned(i, most_probable(r.aligned, i))) >= limit ? Scalar{1} : Scalar{0};
  }
};

}  // namespace tacit::inline TACIT_ABI
