// Positive cosine similarity of two rows: a loss that pushes vectors apart until they are orthogonal.
#pragma once

#include <algorithm>
#include <cmath>

#include "tacit/loss/detail/pair_loss_of.hpp"
#include "tacit/loss/detail/row.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
struct positive_cosine_row {
  static constexpr char const* name = "positive_cosine";
  static constexpr bool needs_probabilities = false;
  template <class S>
  double operator()(vector_view<S const> a, vector_view<S const> b, vector_view<S> ga, vector_view<S> gb,
                    double scale) const {
    double dot = 0, aa = 0, bb = 0;
    for (index_t c = 0; c < a.extent(0); ++c) {
      auto const x = static_cast<double>(a[c]), y = static_cast<double>(b[c]);
      dot += x * y;
      aa += x * x;
      bb += y * y;
    }
    bool const counts = dot > 0;  // so both are not zero
    double const norms = std::sqrt(aa * bb), cosine = counts ? dot / norms : 0;
    for (index_t c = 0; c < a.extent(0); ++c) {
      auto const x = static_cast<double>(a[c]), y = static_cast<double>(b[c]);
      if (ga.data()) ga[c] = static_cast<S>(counts ? scale * (y / norms - cosine * x / aa) : 0);
      if (gb.data()) gb[c] = static_cast<S>(counts ? scale * (x / norms - cosine * y / bb) : 0);
    }
    return cosine;
  }
};
}  // namespace detail

/// Mean over all N rows of max(0, cos(a_i, b_i)); with weights (1/N) sum_i w_i max(0, cos(a_i, b_i)). A zero row is
/// orthogonal to all others. No rows: 0.
///
///     positive_cosine(a, b, into(ga), into(gb))             a, b: N x D
///     positive_cosine(a, b, w, into(ga), into(gb), into(gw))
using positive_cosine_t = detail::pair_loss_of<detail::positive_cosine_row>;
inline constexpr positive_cosine_t positive_cosine{};

}  // namespace tacit::inline TACIT_ABI
