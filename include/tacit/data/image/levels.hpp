// Operations that map levels by the image's histogram: autocontrast and equalize.
#pragma once

#include <algorithm>
#include <array>

#include "tacit/data/image/view.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

using level_table = std::array<std::uint8_t, 256>;

inline void identity_table(level_table& table) {
  for (std::size_t i = 0; i < 256; ++i) table[i] = static_cast<std::uint8_t>(i);
}

/// Maps channel c of an image by tables[c].
[[gnu::noinline]] inline void apply_tables(image::const_view from, image::view to,
                                           std::array<level_table, 3> const& tables) {
  if (from.extent(2) == 1) return map_elements(from, to, [&](std::uint8_t x) { return tables[0][x]; });
  auto const* x = from.data();
  auto* y = to.data();
  index_t const count = from.size();
  for (index_t i = 0; i < count; i += 3) {
    y[i] = tables[0][x[i]];
    y[i + 1] = tables[1][x[i + 1]];
    y[i + 2] = tables[2][x[i + 2]];
  }
}

/// Stretches the levels lo .. hi over 0 .. 255.
inline void autocontrast_table(std::uint8_t lo, std::uint8_t hi, level_table& table) {
  if (hi <= lo) return identity_table(table);
  double const scale = 255.0 / (hi - lo), offset = -lo * scale;
  for (std::size_t i = lo; i <= hi; ++i) {
    double const volatile product =
        static_cast<double>(i) * scale;  // rounded before the sum, as Pillow does: not fused
    table[i] = static_cast<std::uint8_t>(std::clamp(static_cast<int>(product + offset), 0, 255));
  }
}

/// The least and the largest level of each channel. A block of 48 elements holds whole pixels of 1 or 3 channels, so
/// that its loop has no channels in it.
inline void level_range(image::const_view v, std::array<std::uint8_t, 3>& lo, std::array<std::uint8_t, 3>& hi) {
  constexpr std::size_t block = 48;
  auto const* x = v.data();
  auto const count = static_cast<std::size_t>(v.size()), channels = static_cast<std::size_t>(v.extent(2));
  std::array<std::uint8_t, block> least, largest{};
  least.fill(255);
  auto const take = [&](std::size_t i, std::size_t n) {
    for (std::size_t k = 0; k < n; ++k) {
      std::uint8_t const level = x[i + k];
      least[k] = level < least[k] ? level : least[k];
      largest[k] = level > largest[k] ? level : largest[k];
    }
  };
  std::size_t i = 0;
  for (; i + block <= count; i += block) take(i, block);
  take(i, count - i);
  for (std::size_t k = 0; k < block; ++k) {
    lo[k % channels] = std::min(lo[k % channels], least[k]);
    hi[k % channels] = std::max(hi[k % channels], largest[k]);
  }
}

/// How often each channel has each level. Four counts take turns, because runs of one level are common and each count
/// would have to wait for the one before.
inline std::array<std::array<std::uint32_t, 256>, 3> histogram(image::const_view v) {
  std::array<std::array<std::array<std::uint32_t, 256>, 3>, 4> counts{};
  auto const* x = v.data();
  auto const channels = static_cast<std::size_t>(v.extent(2)), pixels = static_cast<std::size_t>(v.size()) / channels;
  for (std::size_t i = 0; i < pixels; ++i)
    for (std::size_t c = 0; c < channels; ++c) ++counts[i % 4][c][x[i * channels + c]];
  for (std::size_t c = 0; c < channels; ++c)
    for (std::size_t i = 0; i < 256; ++i) counts[0][c][i] += counts[1][c][i] + counts[2][c][i] + counts[3][c][i];
  return counts[0];
}

/// Spreads the used levels so that equal parts of the range hold about as many pixels.
inline void equalize_table(std::array<std::uint32_t, 256> const& counts, level_table& table) {
  std::uint32_t pixels = 0, last = 0;
  for (std::uint32_t n : counts) {
    pixels += n;
    if (n != 0) last = n;
  }
  std::uint32_t const step = (pixels - last) / 255;
  if (step == 0) return identity_table(table);
  std::uint32_t below = step / 2;
  for (std::size_t i = 0; i < 256; ++i) {
    if (counts[i] == 0) continue;  // no pixel reads this entry
    table[i] = static_cast<std::uint8_t>(std::min(below / step, 255u));
    below += counts[i];
  }
}

}  // namespace detail

namespace image {

/// Each channel's used levels stretched over 0 .. 255.
inline void autocontrast(const_view from, view to) {
  detail::require_images("image::autocontrast", from, to);
  std::array<std::uint8_t, 3> lo{255, 255, 255}, hi{};
  detail::level_range(from, lo, hi);
  std::array<detail::level_table, 3> tables;
  for (std::size_t c = 0; c < static_cast<std::size_t>(from.extent(2)); ++c)
    detail::autocontrast_table(lo[c], hi[c], tables[c]);
  detail::apply_tables(from, to, tables);
}

/// Each channel's histogram made as even as a table of levels can make it.
inline void equalize(const_view from, view to) {
  detail::require_images("image::equalize", from, to);
  auto const counts = detail::histogram(from);
  std::array<detail::level_table, 3> tables;
  for (std::size_t c = 0; c < static_cast<std::size_t>(from.extent(2)); ++c)
    detail::equalize_table(counts[c], tables[c]);
  detail::apply_tables(from, to, tables);
}

}  // namespace image
}  // namespace tacit::inline TACIT_ABI
