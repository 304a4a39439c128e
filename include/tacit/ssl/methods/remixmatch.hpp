// ReMixMatch: Berthelot et al., "ReMixMatch: semi-supervised learning with distribution alignment and augmentation
// anchoring", 2020.
#pragma once

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/optim/schedule/constant.hpp"
#include "tacit/optim/schedule/linear_warmup.hpp"
#include "tacit/ssl/interleave.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/source/aligned.hpp"
#include "tacit/ssl/source/guessed.hpp"
#include "tacit/ssl/source/reported.hpp"
#include "tacit/ssl/target/sharpened.hpp"
#include "tacit/ssl/term/mixed_consistency.hpp"
#include "tacit/ssl/term/named.hpp"
#include "tacit/ssl/term/rotation_guess.hpp"

namespace tacit::inline TACIT_ABI {

struct remixmatch_options {
  double weight = 1.5;           ///< lambda_U: mixed unlabelled rows
  double strong_weight = 0.5;    ///< lambda_U1: one strong view, not mixed
  double rotation_weight = 0.5;  ///< lambda_r
  double temperature = 0.5;      ///< T
  double beta = 0.75;            ///< of mixup, a share for each row
  double length = 16384;         ///< steps over which the first two weights rise linearly
  index_t window = 128;          ///< remixmatch: steps whose mean prediction is aligned
  double momentum = 0.999;       ///< remixmatch_ema: of the mean prediction
};

namespace detail {
/// [weak; strong; strong2; ...]
template <std::size_t K>
constexpr view_list<K + 1> anchored_views() {
  view_list<K + 1> all{};
  all.views[0] = weak;
  for (std::size_t k = 0; k < K; ++k) all.views[k + 1] = draws_of<K>(strong).views[k];
  return all;
}

template <std::size_t K, class Mean>
constexpr decltype(auto) compose_remixmatch(remixmatch_options const& o, Mean const& mean) {
  linear_warmup const ramp{.warmup = o.length};
  return method(interleaved_last,
                mixed_consistency(mix_pool(aligned(guessed(weak), align(mean, labelled_shares{}, {.after_use = true})),
                                           sharpened{o.temperature}, anchored_views<K>(),
                                           {.beta = o.beta, .per_row = true, .own_half = true}),
                                  cross_entropy, cross_entropy, times(o.weight, ramp)),
                named("strong", consistency(target_of("unsup"), as_is, everything, on(strong, cross_entropy),
                                            times(o.strong_weight, ramp))),
                rotation_guess(strong, times(o.rotation_weight, constant{1})));
}
}  // namespace detail

/// p = softmax z(weak), aligned to the labelled classes' shares, q = norm(aligned^(1/T)), stopped. Rows [x; weak;
/// strong_1 .. strong_K] with targets [one-hot y; q .. q] are mixed with each other (share at least 1/2):
/// L = mean CE over the first B rows + l_U r(t) mean CE over the others + l_U1 r(t) mean CE(q, z(strong_1)) +
/// l_r mean CE(turns, rotation head(turned strong_1)), r(t) = clip01(t / length). Alignment divides by the mean
/// prediction of the last `window` steps before this one.
template <std::size_t K = 2>
constexpr auto remixmatch(remixmatch_options const& o = {}) {
  return detail::compose_remixmatch<K>(o, window_mean{.length = o.window});
}

/// As remixmatch, aligned by a moving average of the predictions (TorchSSL); it starts at 1/C.
template <std::size_t K = 2>
constexpr auto remixmatch_ema(remixmatch_options const& o = {}) {
  return detail::compose_remixmatch<K>(o, running_mean{.momentum = o.momentum, .uniform_start = true});
}

}  // namespace tacit::inline TACIT_ABI
