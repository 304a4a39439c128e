// Stochastic weight averaging: the plain mean of some of the weights along the run (Izmailov et al. 2018).
#pragma once

#include "tacit/optim/ema_update.hpp"

namespace tacit::inline TACIT_ABI {

/// The weights after updates start, start + every, start + 2 every, .. enter with equal shares; before that the average
/// keeps its initial value.
struct swa {
  index_t start = 0;
  index_t every = 1;  ///< positive

  /// The decay of `ema_update` after update t = 0, 1, ..: n / (n+1) if n weights entered before; 1 (nothing changes) if
  /// this one does not enter.
  constexpr double at(index_t t) const {
    if (t < start || (t - start) % every != 0) return 1;
    double const entered = static_cast<double>((t - start) / every);
    return entered / (entered + 1);
  }
};

}  // namespace tacit::inline TACIT_ABI
