// Area under the ROC curve: the chance that a positive sample scores above a negative one.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "tacit/loss/detail/rows.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
/// From the ranks of the positives (Mann-Whitney); equal scores share the mean of their ranks.
template <class S, class Label>
double auroc_scores(vector_view<S const> score, vector_view<Label const> y, index_t positive) {
  index_t const n = score.extent(0);
  std::vector<std::pair<double, bool>> sorted;
  for (index_t i = 0; i < n; ++i) {
    if (score[i] != score[i]) throw_error<value_error>("auroc: score of row {}: expected a number, got NaN", {i});
    sorted.emplace_back(static_cast<double>(score[i]), static_cast<index_t>(y[i]) == positive);
  }
  std::sort(sorted.begin(), sorted.end());
  double rank_sum = 0, positives = 0;
  for (std::size_t first = 0, last = 0; first < sorted.size(); first = last) {
    double tied = 0;
    for (; last < sorted.size() && sorted[last].first == sorted[first].first; ++last) tied += sorted[last].second;
    rank_sum += tied * static_cast<double>(first + 1 + last) / 2;
    positives += tied;
  }
  double const negatives = static_cast<double>(n) - positives;
  if (positives == 0 || negatives == 0) return std::numeric_limits<double>::quiet_NaN();
  return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives);
}
}  // namespace detail

/// Of binary labels (1 positive, 0 negative); ties count one half. NaN if one of the two classes has no sample.
template <FloatingTensor Scores, Labels Y>
double auroc(Scores const& score, Y const& y) {
  auto const sr = read<1>(score);
  auto const yr = read<1>(y);
  detail::require_labels<value_type_of<Y>>("auroc", *yr, sr->extent(0), 2);
  return detail::auroc_scores<value_type_of<Scores>, value_type_of<Y>>(*sr, *yr, 1);
}

/// One class against the rest, for each column of probabilities (N x C); NaN for a class without samples or without
/// rest.
template <FloatingTensor P, Labels Y>
std::vector<double> auroc_one_vs_rest(P const& p, Y const& y) {
  auto const pr = read<2>(p);
  auto const yr = read<1>(y);
  detail::require_labels<value_type_of<Y>>("auroc_one_vs_rest", *yr, pr->extent(0), pr->extent(1));
  std::vector<double> areas;
  for (index_t c = 0; c < pr->extent(1); ++c)
    areas.push_back(detail::auroc_scores<value_type_of<P>, value_type_of<Y>>(pr->transposed().row(c), *yr, c));
  return areas;
}

/// Mean over the classes that have an area; NaN if none has.
template <FloatingTensor P, Labels Y>
double auroc_macro(P const& p, Y const& y) {
  double sum = 0, defined = 0;
  for (double area : auroc_one_vs_rest(p, y)) {
    if (std::isnan(area)) continue;
    sum += area;
    defined += 1;
  }
  return defined > 0 ? sum / defined : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace tacit::inline TACIT_ABI
