// Interleaving of batches, so that the one whose pass updates batch norm holds samples of all (MixMatch).
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {

/// `groups` batches of `batch` rows lie one below the other; out[i] = in[index[i]] interleaves them: every batch is cut
/// into `groups` near equal parts (the longer ones last), and part g of batch 0 changes places with part g of batch g.
/// Applied twice it restores the order.
inline std::vector<index_t> interleave_index(index_t batch, index_t groups) {
  if (batch < 0 || groups < 1)
    throw value_error("interleave_index: expected batch >= 0 and groups >= 1, got " + std::to_string(batch) + " and " +
                      std::to_string(groups));
  std::vector<index_t> index(static_cast<std::size_t>(batch * groups));
  for (std::size_t i = 0; i < index.size(); ++i) index[i] = static_cast<index_t>(i);
  index_t const part = batch / groups, longer = batch % groups;
  auto const begin = [&](index_t g) { return g * part + std::max<index_t>(0, g - (groups - longer)); };
  for (index_t g = 1; g < groups; ++g)
    for (index_t i = begin(g); i < begin(g + 1); ++i)
      std::swap(index[static_cast<std::size_t>(i)], index[static_cast<std::size_t>(g * batch + i)]);
  return index;
}

}  // namespace tacit::inline TACIT_ABI
