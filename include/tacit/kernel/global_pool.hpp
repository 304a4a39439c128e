// global_pool: mean and maximum over all positions of a sample, channels last, and their gradients.
#pragma once

#include <limits>

#include "tacit/kernel/detail/argmax.hpp"
#include "tacit/kernel/detail/columns.hpp"
#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {

/// y (batch x channels): the mean over the positions of x (batch x positions x channels).
template <class S>
void global_avg_pool_forward(context const& ctx, index_t batch, index_t positions, index_t channels, S const* x, S* y) {
  index_t const size = positions * channels;
  auto const layout = detail::make_column_layout<S>(positions, channels);
  index_t const ahead = detail::rows_ahead * layout.width;
  parallel_ranges(ctx, batch, detail::block_rows(size), [&](index_t first, index_t last, int worker) {
    scratch_frame frame(ctx, worker);
    double* const total = frame.take<double>(channels);
    for (index_t s = first; s < last; ++s) {
      scratch_frame inner(ctx, worker);
      S const* const sample = x + s * size;
      detail::column_sums<S, 1>(inner, size, layout, total, [=](index_t i, index_t, auto span) TACIT_DETAIL_INLINED {
        detail::prefetch(sample + i + ahead);
        return detail::column_terms<S, 1>{detail::load(sample + i, span)};
      });
      for (index_t c = 0; c < channels; ++c) y[s * channels + c] = static_cast<S>(total[c] / double(positions));
    }
  });
}

/// dx = dy / positions, overwritten.
template <class S>
void global_avg_pool_backward(context const& ctx, index_t batch, index_t positions, index_t channels, S const* dy,
                              S* dx) {
  index_t const size = positions * channels;
  auto const layout = detail::make_column_layout<S>(positions, channels);
  parallel_ranges(ctx, batch, detail::block_rows(size), [&](index_t first, index_t last, int worker) {
    for (index_t s = first; s < last; ++s) {
      scratch_frame frame(ctx, worker);
      S const* const share =
          detail::spread<S>(frame, layout, [=](index_t c) { return dy[s * channels + c] / static_cast<S>(positions); });
      S* const sample = dx + s * size;
      detail::for_columns<S>(size, layout, [=](index_t i, index_t j, auto span) TACIT_DETAIL_INLINED {
        detail::store(sample + i, detail::load(share + j, span), span);
      });
    }
  });
}

/// y (batch x channels): the maximum over the positions; the first of equal ones, NaN wins. argmax (null: not wanted)
/// receives the position.
template <class S>
void global_max_pool_forward(context const& ctx, index_t batch, index_t positions, index_t channels, S const* x, S* y,
                             std::int32_t* argmax) {
  if (positions < 1 || positions > std::numeric_limits<std::int32_t>::max())
    detail::throw_shape("global_max_pool_forward", "positions", "from 1 to 2^31 - 1", positions);
  parallel_ranges(ctx, batch, detail::block_rows(positions * channels), [&](index_t first, index_t last, int worker) {
    scratch_frame frame(ctx, worker);
    std::int32_t* const unwanted = frame.take<std::int32_t>(channels);
    for (index_t s = first; s < last; ++s) {
      S* const best = y + s * channels;
      std::int32_t* const place = argmax ? argmax + s * channels : unwanted;
      std::copy_n(x + s * positions * channels, channels, best);
      std::fill_n(place, channels, 0);
      for (index_t p = 1; p < positions; ++p) {
        S const* const row = x + (s * positions + p) * channels;
        detail::for_lanes<S>(channels, [=](index_t c, auto span) TACIT_DETAIL_INLINED {
          detail::running_max<S> running{detail::load(best + c, span), detail::load_index<S>(place + c, span)};
          running.offer(detail::load(row + c, span), p);
          detail::store(best + c, running.value, span);
          detail::store_index<S>(place + c, running.place, span);
        });
      }
    }
  });
}

/// dx (overwritten): dy at the position that won, zero elsewhere.
template <class S>
void global_max_pool_backward(context const& ctx, index_t batch, index_t positions, index_t channels, S const* dy,
                              std::int32_t const* argmax, S* dx) {
  parallel_ranges(ctx, batch, detail::block_rows(positions * channels), [&](index_t first, index_t last, int) {
    std::fill(dx + first * positions * channels, dx + last * positions * channels, S(0));
    for (index_t s = first; s < last; ++s)
      for (index_t c = 0; c < channels; ++c)
        dx[(s * positions + argmax[s * channels + c]) * channels + c] = dy[s * channels + c];
  });
}

}  // namespace tacit::inline TACIT_ABI
