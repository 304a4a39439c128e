// Calibration: how far confidence and accuracy are apart.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "tacit/train/metric/prediction.hpp"

namespace tacit::inline TACIT_ABI {

struct calibration_bin {
  index_t count = 0;
  double confidence = 0;  ///< mean of the largest probability; 0 in an empty bin
  double accuracy = 0;
};

/// What the bins hold together.
struct calibration {
  std::vector<calibration_bin> bins;  ///< equal parts (lo, hi] of [0, 1]
  double error = 0;                   ///< expected calibration error: sum of share |confidence - accuracy|
};

namespace detail {
template <class S, class Label>
calibration calibration_rows(matrix_view<S const> p, vector_view<Label const> y, index_t bins) {
  require_labels("calibration_of", y, p.extent(0), p.extent(1));
  if (bins < 1) throw_error<value_error>("calibration_of: bins: expected at least 1, got {}", {bins});
  calibration result{std::vector<calibration_bin>(static_cast<std::size_t>(bins)), 0};
  for (index_t i = 0; i < p.extent(0); ++i) {
    index_t const best = largest("calibration_of", p, i);
    auto const confidence = static_cast<double>(p(i, best));
    auto const at = static_cast<index_t>(std::ceil(confidence * static_cast<double>(bins))) - 1;
    auto& bin = result.bins[static_cast<std::size_t>(std::clamp<index_t>(at, 0, bins - 1))];
    ++bin.count;
    bin.confidence += confidence;
    bin.accuracy += static_cast<index_t>(y[i]) == best;
  }
  for (auto& bin : result.bins) {
    if (bin.count == 0) continue;
    bin.confidence /= static_cast<double>(bin.count);
    bin.accuracy /= static_cast<double>(bin.count);
    result.error +=
        static_cast<double>(bin.count) / static_cast<double>(p.extent(0)) * std::abs(bin.confidence - bin.accuracy);
  }
  return result;
}
}  // namespace detail

/// Bins rows of probabilities by their largest entry (Guo et al. 2017).
template <FloatingTensor P, Labels Y>
calibration calibration_of(P const& p, Y const& y, index_t bins = 15) {
  auto const pr = read<2>(p);
  auto const yr = read<1>(y);
  return detail::calibration_rows<value_type_of<P>, value_type_of<Y>>(*pr, *yr, bins);
}

}  // namespace tacit::inline TACIT_ABI
