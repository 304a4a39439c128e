// A loss times a number: the share of one of several parts.
#pragma once

#include "tacit/tensor/config.hpp"

namespace tacit::inline TACIT_ABI {

template <class Loss>
struct scaled_loss {
  double factor;
  Loss loss;

  template <class... Args>
  auto operator()(Args const&... args) const {
    return factor * loss(args...);
  }
};

/// `supervised(scaled(0.1, cross_entropy))`; a factor of exactly 0 sends no gradient.
template <class Loss>
constexpr scaled_loss<Loss> scaled(double factor, Loss const& loss) {
  return {factor, loss};
}

}  // namespace tacit::inline TACIT_ABI
