// The patches under a sliding window as the factor A of a product: packed from the image, panel by panel, never stored.
#pragma once

#include "tacit/kernel/detail/conv_window.hpp"
#include "tacit/kernel/detail/gemm_pack.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// Position of an output pixel, advanced in row-major order.
struct pixel_position {
  index_t image, y, x;

  pixel_position(index_t index, sliding_window const& w)
      : image(index / w.x.out / w.y.out), y(index / w.x.out % w.y.out), x(index % w.x.out) {}
  void advance(index_t by, sliding_window const& w) {
    x += by;
    if (x < w.x.out) return;
    x = 0;
    if (++y == w.y.out) {
      y = 0;
      ++image;
    }
  }
};

/// Rows are output pixels; the depth is (kernel row, kernel column, channel), as the weights are stored.
template <class S>
struct conv_patches : panel_order<S, true> {
  using panel_order<S, true>::row_step;

  conv_patches(S const* from, sliding_window const& over) : source(from), window(over) {}

  S const* source;
  sliding_window window;

  void pack_panel(S* to, index_t first_row, index_t rows, index_t first, index_t depth) const {
    auto const& w = window;
    // Where neighbouring taps read neighbouring pixels with all of their channels, a kernel row is one run of memory.
    bool const merged = w.x.spacing == 1 && w.channels == w.pixel;
    index_t const taps = merged ? w.x.count : 1, length = taps * w.channels;
    pixel_position at(first_row, w);
    for (index_t i = 0; i < rows;) {  // pixels of one output row
      index_t const count = std::min(rows - i, w.x.out - at.x);
      index_t tap_y = first / length * taps / w.x.count, tap_x = first / length * taps % w.x.count;
      index_t skip = first % length;
      for (index_t k = 0; k < depth;) {
        index_t const end = std::min(length, skip + depth - k);
        pack_run(to + i * row_step + k, at, count, tap_y, tap_x, taps, skip, end);
        k += end - skip;
        skip = 0;
        tap_x += taps;
        if (tap_x == w.x.count) {
          tap_x = 0;
          ++tap_y;
        }
      }
      i += count;
      at.advance(count, w);
    }
  }

 private:
  /// Elements skip .. end of one run, for `count` pixels of an output row.
  void pack_run(S* to, pixel_position const& at, index_t count, index_t tap_y, index_t tap_x, index_t taps,
                index_t skip, index_t end) const {
    auto const& w = window;
    index_t const y = at.y * w.y.step + w.y.offset + tap_y * w.y.spacing;
    if (y < 0 || y >= w.y.source) {
      for (index_t i = 0; i < count; ++i) clear_run(to + i * row_step, end - skip);
      return;
    }
    S const* const line = source + (at.image * w.y.source + y) * w.x.source * w.pixel + w.first_channel;
    index_t x = at.x * w.x.step + w.x.offset + tap_x * w.x.spacing;
    for (index_t i = 0; i < count; ++i, x += w.x.step, to += row_step) {
      if (x >= 0 && x + taps <= w.x.source) {
        copy_run(to, line + x * w.pixel + skip, end - skip);
        continue;
      }
      index_t const low = std::clamp(-x * w.channels, skip, end);
      index_t const high = std::clamp((w.x.source - x) * w.channels, low, end);
      clear_run(to, low - skip);
      if (high > low) copy_run(to + (low - skip), line + x * w.pixel + low, high - low);
      clear_run(to + (high - skip), end - high);
    }
  }
};

/// The same for images of one channel read with step 1: there runs along the depth are a few elements long, but
/// neighbouring pixels lie next to each other, so panels are packed tap by tap.
template <class S>
struct conv_patches_of_one_channel : panel_order<S, false> {
  using panel_order<S, false>::depth_step;

  conv_patches_of_one_channel(S const* from, sliding_window const& over) : source(from), window(over) {}

  S const* source;
  sliding_window window;

  void pack_panel(S* to, index_t first_row, index_t rows, index_t first, index_t depth) const {
    auto const& w = window;
    pixel_position at(first_row, w);
    for (index_t i = 0; i < rows;) {
      index_t const count = std::min(rows - i, w.x.out - at.x);
      index_t tap_y = first / w.x.count, tap_x = first % w.x.count;
      for (index_t k = 0; k < depth; ++k) {
        index_t const y = at.y + w.y.offset + tap_y * w.y.spacing, x = at.x + w.x.offset + tap_x * w.x.spacing;
        pack_tap(to + k * depth_step + i, at.image, y, x, count);
        if (++tap_x == w.x.count) {
          tap_x = 0;
          ++tap_y;
        }
      }
      i += count;
      at.advance(count, w);
    }
  }

 private:
  void pack_tap(S* to, index_t image, index_t y, index_t x, index_t count) const {
    constexpr index_t rows = tiling<S>::rows;
    auto const& w = window;
    bool const inside = y >= 0 && y < w.y.source;
    index_t const low = inside ? std::clamp<index_t>(-x, 0, count) : count;
    index_t const high = inside ? std::clamp<index_t>(w.x.source - x, low, count) : count;
    index_t const start = (image * w.y.source + y) * w.x.source + x;
    if (count == rows && inside && start >= 0 && start + rows <= w.images * w.y.source * w.x.source) {
      std::memcpy(to, source + start, sizeof(S) * rows);
      for (index_t i = 0; i < low; ++i) to[i] = 0;
      for (index_t i = high; i < rows; ++i) to[i] = 0;
      return;
    }
    for (index_t i = 0; i < count; ++i) to[i] = i >= low && i < high ? source[start + i] : S{0};
  }
};

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
