// Clipping of gradients by their global norm.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>

#include "tacit/kernel/reduce.hpp"

namespace tacit::inline TACIT_ABI {

struct clip_result {
  double norm = 0;   ///< before clipping
  double scale = 1;  ///< what the gradients were multiplied by
};

/// Multiplies all gradients by min(1, limit / (norm + 1e-6)), norm = their Euclidean norm.
template <class S>
clip_result clip_gradients(context const& ctx, std::span<S> gradients, double limit) {
  auto const n = static_cast<index_t>(gradients.size());
  double const norm = std::sqrt(squared_norm(ctx, n, gradients.data()));
  double const factor = std::min(1.0, limit / (norm + 1e-6));
  if (factor < 1) scale(ctx, n, static_cast<S>(factor), gradients.data());
  return {norm, factor};
}

}  // namespace tacit::inline TACIT_ABI
