// One step of a moving average of weights.
#pragma once

#include <span>
#include <type_traits>

#include "tacit/kernel/parallel.hpp"
#include "tacit/optim/detail/strided.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
/// shadow <- keep shadow + take theta.
template <class S>
void ema_run(index_t n, S keep, S take, S* TACIT_RESTRICT shadow, S const* TACIT_RESTRICT theta) {
  for (index_t i = 0; i < n; ++i) shadow[i] = keep * shadow[i] + take * theta[i];
}

template <class S>
void ema_update_strided(strided<S> const& shadow, strided<S const> const& theta, double decay) {
  if (!shadow.same_shape(theta)) throw_shape("ema_update", "weights", shadow.shape(), theta.shape());
  S const keep = static_cast<S>(decay), take = static_cast<S>(1 - decay);
  for_each_pair(shadow, theta, [keep, take](S& average, S value) { average = keep * average + take * value; });
}
}  // namespace detail

/// shadow <- decay shadow + (1 - decay) theta, element by element. Both are tensors of one shape and scalar, of any
/// model and storage order; the shadow may be a temporary that views one. Decay 0 copies.
template <class Shadow, Readable Theta>
requires MutableTensor<Shadow>
void ema_update(Shadow&& shadow, Theta const& theta, double decay) {
  using S = value_type_of<Shadow>;
  static_assert(std::is_same_v<S, value_type_of<Theta>>, "tacit::ema_update: both tensors must have one scalar type");
  if constexpr (LazyTensor<Theta>) {
    auto const evaluated = detail::traits_of<Theta>::evaluate(theta);
    ema_update(shadow, evaluated, decay);
  } else {
    detail::ema_update_strided<S>(detail::strided_of("ema_update", shadow), detail::strided_of("ema_update", theta),
                                  decay);
  }
}

/// The same on flat spans of equal size, over the context's threads.
template <class S>
void ema_update(context const& ctx, std::span<S> shadow, std::span<S const> theta, double decay) {
  detail::require_extent("ema_update", "weights", static_cast<index_t>(shadow.size()),
                         static_cast<index_t>(theta.size()));
  parallel_ranges(
      ctx, static_cast<index_t>(shadow.size()), index_t{1} << 14,
      [keep = static_cast<S>(decay), take = static_cast<S>(1 - decay), to = shadow.data(), from = theta.data()](
          index_t first, index_t last, int) { detail::ema_run(last - first, keep, take, to + first, from + first); });
}

}  // namespace tacit::inline TACIT_ABI
