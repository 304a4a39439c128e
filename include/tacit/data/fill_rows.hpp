// Many views at once, in parallel, as the rows of a dense matrix.
#pragma once

#include <algorithm>
#include <cstdint>
#include <new>
#include <span>
#include <string>
#include <type_traits>

#include "tacit/data/augmentation.hpp"
#include "tacit/data/samples.hpp"
#include "tacit/kernel/context.hpp"
#include "tacit/kernel/parallel.hpp"
#include "tacit/kernel/random.hpp"

namespace tacit::inline TACIT_ABI {

/// Writes row i of `out` as the view of sample `index_of(i)`, with the random numbers of `stream_of(i)`. The result
/// does not depend on the number of threads.
template <class Scalar, class IndexOf, class StreamOf>
void fill_rows(context const& ctx, sample_set const& samples, augmentation const& view, index_t rows,
               IndexOf const& index_of, StreamOf const& stream_of, Scalar* out) {
  index_t const elements = samples.elements();
  constexpr bool direct = std::is_same_v<Scalar, float>;
  parallel_ranges(ctx, rows, view.together() ? 64 : 4, [&](index_t first, index_t last, int worker) {
    index_t const count = last - first;
    scratch_frame frame(ctx, worker);
    auto* const seen = frame.take<sample>(count);
    auto* const random = frame.take<random_stream>(count);
    for (index_t i = 0; i < count; ++i) {
      new (seen + i) sample(samples[index_of(first + i)]);
      new (random + i) random_stream(stream_of(first + i));
    }
    Scalar* const to = out + first * elements;
    auto const n = static_cast<std::size_t>(count), size = static_cast<std::size_t>(count * elements);
    if constexpr (direct) {
      view({seen, n}, std::span(to, size), {random, n});
    } else {
      float* const floats = frame.take<float>(count * elements);
      view({seen, n}, std::span(floats, size), {random, n});
      std::copy_n(floats, size, to);
    }
  });
}

/// Writes the views of samples first .. first + rows - 1: what evaluation needs.
template <class Scalar>
void fill_rows(context const& ctx, sample_set const& samples, augmentation const& view, index_t first, index_t rows,
               Scalar* out, std::uint64_t seed = 0) {
  if (first < 0 || rows < 0 || first + rows > samples.count)
    detail::throw_error<value_error>("fill_rows: expected samples 0 to {}, got {} to {}",
                                     {samples.count - 1, first, first + rows - 1});
  fill_rows(
      ctx, samples, view, rows, [&](index_t i) { return first + i; },
      [&](index_t i) { return random_stream(seed, purpose::augment, 0, static_cast<std::uint64_t>(first + i)); }, out);
}

/// Writes the views of the listed samples.
template <class Scalar>
void fill_rows(context const& ctx, sample_set const& samples, augmentation const& view,
               std::span<index_t const> indices, Scalar* out, std::uint64_t seed = 0) {
  for (index_t i : indices)
    if (i < 0 || i >= samples.count)
      detail::throw_error<value_error>("fill_rows: expected samples 0 to {}, got {}", {samples.count - 1, i});
  auto const index_of = [&](index_t i) { return indices[static_cast<std::size_t>(i)]; };
  fill_rows(
      ctx, samples, view, static_cast<index_t>(indices.size()), index_of,
      [&](index_t i) { return random_stream(seed, purpose::augment, 0, static_cast<std::uint64_t>(index_of(i))); },
      out);
}

}  // namespace tacit::inline TACIT_ABI
