// Sinkhorn-Knopp: balanced soft assignments of samples to clusters (SwAV: Caron et al. 2020).
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tacit/loss/detail/rows.hpp"
#include "tacit/tensor/tensor.hpp"

namespace tacit::inline TACIT_ABI {

struct sinkhorn_options {
  double temperature = 0.05;  ///< epsilon: the entropy of the assignment; smaller is harder
  index_t rounds = 3;         ///< each normalises clusters, then samples
};

namespace detail {

/// log sum exp of term(0) .. term(n - 1).
template <class Term>
double log_sum_exp(index_t n, Term const& term) {
  double largest = term(0), sum = 0;
  for (index_t i = 1; i < n; ++i) largest = std::max(largest, term(i));
  for (index_t i = 0; i < n; ++i) sum += std::exp(term(i) - largest);
  return largest + std::log(sum);
}

/// In logarithms: log q_ik = s_ik / eps + a_i + b_k, so that no score is too small to count.
template <class S>
void sinkhorn_rows(matrix_view<S const> scores, sinkhorn_options const& o, matrix_view<S> codes) {
  require_positive("sinkhorn", "temperature", o.temperature);
  if (o.rounds < 1) throw_error<value_error>("sinkhorn: rounds: expected at least 1, got {}", {o.rounds});
  index_t const samples = scores.extent(0), clusters = scores.extent(1);
  if (scores.empty()) return;
  std::vector<double> of_sample(static_cast<std::size_t>(samples)), of_cluster(static_cast<std::size_t>(clusters));
  auto const a = [&](index_t i) -> double& { return of_sample[static_cast<std::size_t>(i)]; };
  auto const b = [&](index_t k) -> double& { return of_cluster[static_cast<std::size_t>(k)]; };
  auto const s = [&](index_t i, index_t k) { return static_cast<double>(scores(i, k)) / o.temperature; };
  double const share = std::log(static_cast<double>(samples) / static_cast<double>(clusters));
  for (index_t round = 0; round < o.rounds; ++round) {
    for (index_t k = 0; k < clusters; ++k)
      b(k) = share - log_sum_exp(samples, [&](index_t i) { return s(i, k) + a(i); });
    for (index_t i = 0; i < samples; ++i) a(i) = -log_sum_exp(clusters, [&](index_t k) { return s(i, k) + b(k); });
  }
  for (index_t i = 0; i < samples; ++i)
    for (index_t k = 0; k < clusters; ++k) codes(i, k) = static_cast<S>(std::exp(s(i, k) + a(i) + b(k)));
}

}  // namespace detail

/// Codes of each sample (rows x clusters, each row a distribution) from its scores: exp(scores / eps), scaled in turn
/// so that every cluster gets rows / clusters of the mass and every row 1. The last scaling is that of the rows: after
/// few rounds the clusters are balanced only nearly. `sinkhorn(scores, {.rounds = 3}, into(codes))`; codes may be the
/// scores themselves. value_error unless temperature > 0 and rounds >= 1.
template <FloatingTensor Scores, Output Out>
void sinkhorn(Scores const& scores, sinkhorn_options const& options, Out&& codes) {
  using S = value_type_of<Scores>;
  auto const s = read<2>(scores);
  detail::sinkhorn_rows<S>(*s, options, detail::result_view<S>("sinkhorn", "codes", codes, s->extents()));
}

/// The same as a tensor of its own.
template <FloatingTensor Scores>
tensor<value_type_of<Scores>, 2> sinkhorn(Scores const& scores, sinkhorn_options const& options = {}) {
  auto const s = read<2>(scores);
  tensor<value_type_of<Scores>, 2> codes(s->extents());
  detail::sinkhorn_rows<value_type_of<Scores>>(*s, options, codes.view());
  return codes;
}

}  // namespace tacit::inline TACIT_ABI
