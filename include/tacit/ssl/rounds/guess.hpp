// Guesses: the most probable class of each sample and how sure the model is, before anything is selected.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "tacit/ssl/prediction.hpp"
#include "tacit/tensor/access.hpp"
#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {

struct guess {
  index_t row = 0;  ///< of the sample
  int label = 0;
  double confidence = 0;  ///< probability of the label
};

namespace detail {
template <class Scalar>
std::vector<guess> guesses_from(matrix_view<Scalar const> p, std::span<index_t const> rows) {
  require_extent("guesses_of", "rows of probabilities", static_cast<index_t>(rows.size()), p.extent(0));
  std::vector<guess> all;
  all.reserve(rows.size());
  for (index_t i = 0; i < p.extent(0); ++i) {
    int const label = most_probable(p, i);
    auto const confidence = static_cast<double>(p(i, label));
    if (std::isnan(confidence)) throw_error<value_error>("guesses_of: probabilities of row {}: got NaN", {i});
    all.push_back({rows[static_cast<std::size_t>(i)], label, confidence});
  }
  return all;
}
}  // namespace detail

/// Row i of the probabilities (rows x classes) belongs to sample rows[i]. NaN throws value_error.
template <FloatingTensor Probabilities>
std::vector<guess> guesses_of(Probabilities const& probabilities, std::span<index_t const> rows) {
  auto const p = read<2>(probabilities);
  return detail::guesses_from<value_type_of<Probabilities>>(*p, rows);
}

/// The most confident first; of equals the lower row.
inline void sort_by_confidence(std::vector<guess>& guesses) {
  std::sort(guesses.begin(), guesses.end(), [](guess const& a, guess const& b) {
    return a.confidence != b.confidence ? a.confidence > b.confidence : a.row < b.row;
  });
}

}  // namespace tacit::inline TACIT_ABI
