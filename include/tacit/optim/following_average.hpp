// following_average: an average of the weights that moves in the same pass over memory in which they are updated.
#pragma once

#include <algorithm>
#include <span>

#include "tacit/optim/ema_update.hpp"

namespace tacit::inline TACIT_ABI {

/// parameters <- decay parameters + (1 - decay) the network's, right after their update. Empty: there is no average.
template <class Scalar>
struct following_average {
  std::span<Scalar> parameters{};
  double decay = 1;
};

namespace detail {

/// What an update rule calls for ranges of parameters that it has updated: the average follows, the gradients become
/// zero. All spans are as long as the parameters.
template <class Scalar>
class after_update {
 public:
  after_update(std::span<Scalar const> parameters, std::span<Scalar> gradients,
               following_average<Scalar> const& average)
      : parameters_(parameters.data()),
        gradients_(gradients.data()),
        shadow_(average.parameters.data()),
        keep_(static_cast<Scalar>(average.decay)),
        take_(static_cast<Scalar>(1 - average.decay)) {}

  void operator()(index_t first, index_t last) const {
    std::fill(gradients_ + first, gradients_ + last, Scalar{0});
    if (shadow_) ema_run(last - first, keep_, take_, shadow_ + first, parameters_ + first);
  }

 private:
  Scalar const* parameters_;
  Scalar *gradients_, *shadow_;
  Scalar keep_, take_;
};

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
