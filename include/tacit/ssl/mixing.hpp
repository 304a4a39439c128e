// Mixup on (input, target) pairs (Zhang et al. 2018): which rows of a step are mixed, and how much of each is its own.
#pragma once

#include <algorithm>
#include <span>

#include "tacit/data/mix.hpp"
#include "tacit/ssl/step.hpp"

namespace tacit::inline TACIT_ABI {

/// Row i becomes share[i] of itself and 1 - share[i] of row partner[i].
struct mixed_pairs {
  std::span<index_t const> partner;
  std::span<double const> share;

  /// Rows of inputs or of targets: both must be mixed with the same pairs.
  template <class Scalar>
  void operator()(matrix_view<Scalar const> from, matrix_view<Scalar> to) const {
    mixup(from, partner, share, into(to));
  }
};

/// How a step's pairs are drawn: partners are a permutation of the rows, shares are Beta(a, a).
struct mixing {
  static constexpr char const* called = "mixing";
  template <class V>
  constexpr void parts(V&& v) const {
    v("beta", beta);
  }
  double beta = 1;         ///< a: 1 is uniform, less leaves most rows nearly as they are
  bool per_row = false;    ///< a share for each row; else one for all
  bool own_half = false;   ///< max(share, 1 - share): a mixed row is nearest to its own
  std::uint32_t lane = 0;  ///< tells apart the mixings of one step

  /// In the step's memory. Asked again with the same step and number of rows, the same pairs.
  template <class Scalar>
  mixed_pairs pairs(step<Scalar> const& s, index_t rows) const {
    auto const n = static_cast<std::size_t>(rows);
    std::span<index_t> const partner(s.memory().template take<index_t>(rows), n);
    std::span<double> const share(s.memory().template take<double>(rows), n);
    if (n == 0) return {};
    s.random().permutation(lane, partner);
    s.random().beta(lane, beta, share.first(per_row ? n : 1));
    if (!per_row) std::fill(share.begin() + 1, share.end(), share[0]);
    if (own_half)
      for (double& a : share) a = std::max(a, 1 - a);
    return {partner, share};
  }
};

/// Mixes the rows of all these views, taken one below the other, and shows them as mixed(view) from now on.
template <class Scalar>
void provide_mixed(step<Scalar>& s, mixed_pairs const& pairs, std::span<sample_view const> views) {
  auto const from = s.input(views);
  auto const to = s.memory().take_matrix(from.extent(0), from.extent(1));
  pairs(matrix_view<Scalar const>(from), to);
  index_t first = 0;
  for (sample_view v : views) {
    s.provide(mixed(v), to.rows(first, s.rows(v)));
    first += s.rows(v);
  }
}

/// Labels as rows of probabilities.
template <class Scalar>
void one_hot(std::span<int const> labels, matrix_view<Scalar> to) {
  for (index_t i = 0; i < to.extent(0); ++i)
    for (index_t c = 0; c < to.extent(1); ++c)
      to(i, c) = labels[static_cast<std::size_t>(i)] == c ? Scalar{1} : Scalar{0};
}

}  // namespace tacit::inline TACIT_ABI
