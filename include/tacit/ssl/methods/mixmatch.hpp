// MixMatch: Berthelot et al., "MixMatch: a holistic approach to semi-supervised learning", 2019.
#pragma once

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/loss/mean_squared_error.hpp"
#include "tacit/optim/schedule/linear_warmup.hpp"
#include "tacit/ssl/interleave.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/source/guessed.hpp"
#include "tacit/ssl/target/sharpened.hpp"
#include "tacit/ssl/term/mixed_consistency.hpp"

namespace tacit::inline TACIT_ABI {

struct mixmatch_options {
  double weight = 75;        ///< lambda_u: CIFAR-10 75, CIFAR-100 150, SVHN 250, STL-10 50
  double temperature = 0.5;  ///< T
  double beta = 0.75;        ///< alpha of the Beta distribution
  double length = 16384;     ///< steps over which the weight rises linearly
  bool per_row = true;       ///< a share for each row, else one a step
};

/// q = norm(((1/K) sum_k softmax z(u_k))^(1/T)), stopped. Rows R = [x; u_1 .. u_K] with targets [one-hot y; q .. q];
/// each row becomes a R_i + (1 - a) R_pi(i), a = max(b, 1 - b), b ~ Beta, targets alike. L = mean CE over the first B
/// rows + w(t) mean over the others and classes of (softmax z - target)^2, w(t) = lambda_u clip01(t / length).
template <std::size_t K = 2>
constexpr auto mixmatch(mixmatch_options const& o = {}) {
  constexpr auto views = draws_of<K>(weak);
  return method(interleaved,
                mixed_consistency(mix_pool(guessed(views), sharpened{o.temperature}, views,
                                           {.beta = o.beta, .per_row = o.per_row, .own_half = true}),
                                  cross_entropy, probability_mse, times(o.weight, linear_warmup{.warmup = o.length})));
}

}  // namespace tacit::inline TACIT_ABI
