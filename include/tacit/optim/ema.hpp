// Exponential moving average of weights: the decay at each update, and what becomes of batch norm's running statistics.
#pragma once

#include <algorithm>
#include <span>

#include "tacit/optim/ema_update.hpp"

namespace tacit::inline TACIT_ABI {

/// How the first updates forget the initial weights sooner: the decay is at most
/// count: 1 - 1/(t+1), a plain mean until the decay is reached (CuriousAI's PyTorch Mean Teacher);
/// ratio: (1+t)/(10+t) (TensorFlow).
enum class ema_correction { none, count, ratio };

/// The average's running statistics after an update: copied from the model, averaged with the same decay, or left to
/// the average's own forward passes.
enum class ema_buffers { copy, average, own };

struct ema {
  double decay = 0.999;
  ema_correction correct = ema_correction::none;
  ema_buffers buffers = ema_buffers::copy;
  index_t first = 0;  ///< value of the counter t at the first update (0: `count` copies; 1: it halves)

  /// The decay of update t = 0, 1, ..
  constexpr double at(index_t t) const {
    double const n = static_cast<double>(t + first);
    switch (correct) {
      case ema_correction::count:
        return std::min(decay, 1 - 1 / (n + 1));
      case ema_correction::ratio:
        return std::min(decay, (1 + n) / (10 + n));
      default:
        return decay;
    }
  }

  /// Update t of the average's running statistics.
  template <class S>
  void update_buffers(context const& ctx, std::span<S> shadow, std::span<S const> model, index_t t) const {
    if (buffers == ema_buffers::copy) ema_update<S>(ctx, shadow, model, 0);
    if (buffers == ema_buffers::average) ema_update<S>(ctx, shadow, model, at(t));
  }
};

}  // namespace tacit::inline TACIT_ABI
