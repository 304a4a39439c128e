// Rotated rows of a view: exact quarter turns, and which row got which (Gidaris et al., 2018).
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>

#include "tacit/ssl/step.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
/// One image, channels last, turned counter-clockwise; an odd number of turns needs a square.
template <class Scalar>
void turn_image(Scalar const* from, Scalar* to, index_t height, index_t width, index_t channels, int turns) {
  for (index_t r = 0; r < height; ++r)
    for (index_t c = 0; c < width; ++c) {
      index_t const row = turns == 0 ? r : turns == 1 ? c : turns == 2 ? height - 1 - r : height - 1 - c;
      index_t const column = turns == 0 ? c : turns == 1 ? width - 1 - r : turns == 2 ? width - 1 - c : r;
      std::copy_n(from + (row * width + column) * channels, channels, to + (r * width + c) * channels);
    }
}
}  // namespace detail

/// Makes `rotated(v)` of the view's rows: each is turned by 0, 1, 2 or 3 quarters, drawn in this lane. Returns the
/// number of turns of each row. Throws value_error if the samples are not square images. Over a backbone that needs no
/// input only the numbers are drawn.
template <class Scalar>
std::span<int const> provide_quarter_turns(step<Scalar>& s, sample_view v, std::uint32_t lane = 0) {
  auto const rows = s.input(v);
  auto const turned = s.memory().take_matrix(rows.extent(0), rows.extent(1));
  auto const shape = s.sample_shape();
  if (!shape.empty() && (shape.size() != 3 || shape[0] != shape[1]))
    detail::throw_error<value_error>("quarter turns: expected square images, got samples of shape {}", {shape});
  std::span<int> const turns(s.memory().template take<int>(rows.extent(0)), static_cast<std::size_t>(rows.extent(0)));
  s.random().choice(lane, 4, turns);
  if (!shape.empty())
    for (index_t i = 0; i < rows.extent(0); ++i)
      detail::turn_image<Scalar>(rows.row(i).data(), turned.row(i).data(), shape[0], shape[1], shape[2],
                                 turns[static_cast<std::size_t>(i)]);
  s.provide(rotated(v), turned);
  return turns;
}

}  // namespace tacit::inline TACIT_ABI
