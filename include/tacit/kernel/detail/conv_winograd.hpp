// Convolutions of 3x3 with stride 1 by Winograd's F(4x4, 3x3): 36 multiplications where the definition takes 144. Each
// of the 36 points of the transformed domain is a product of (tiles x channels) and (channels x filters).
#pragma once

#include "tacit/kernel/detail/winograd_tiles.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// Whether the path can compute a shape: channels and filters that can be cut into slices.
template <class S>
bool winograd_takes(conv_shape const& s) {
  return s.groups == 1 && s.kernel_h == 3 && s.kernel_w == 3 && s.stride == 1 && s.dilation == 1 && s.padding <= 2 &&
         winograd_slices<S>(s.channels) > 0 && winograd_slices<S>(s.filters) > 0;
}

/// Whether it is worth it: enough channels to pay for the transforms, and few outputs computed in vain at the borders.
template <class S>
bool winograd_pays(conv_shape const& s) {
  index_t const tiles = block_count(s.out_height(), 4) * block_count(s.out_width(), 4);
  return winograd_takes<S>(s) && s.channels >= 16 && s.filters >= 16 &&
         16 * 5 * tiles <= 9 * s.out_height() * s.out_width();
}

inline bool winograd_in_parallel(conv_shape const& s) {
  return product_shape{s.batch * s.out_height() * s.out_width(), s.filters, 9 * s.channels}.operations() >=
         parallel_operations;
}

/// The weights, transformed: panels of columns; of a panel the points; of a point depth x tiling::columns. Forward the
/// depth are channels and the columns filters; `backward` they change places, and the kernel is turned by 180 degrees.
template <class S>
S const* transform_weights(context const& ctx, scratch_frame& frame, conv_shape const& s, bool backward, S const* w) {
  constexpr index_t lanes = lane_count<S>, width = tiling<S>::columns;
  index_t const depth = backward ? s.filters : s.channels;
  S* const to = frame.take<S>(winograd_points * depth * round_up(backward ? s.channels : s.filters, width));
  for_blocks(ctx, winograd_in_parallel(s), s.filters / lanes, [&](index_t block, int worker) {
    scratch_frame mine(ctx, worker);
    S* const square = mine.take<S>(lanes * winograd_points * lanes);  // filter, point, channel
    for (index_t c = 0; c < s.channels; c += lanes) {
      for (index_t i = 0; i < lanes; ++i) {
        index_t const f = block * lanes + i;
        pack<S> taps[9], u[winograd_points];
        for (index_t k = 0; k < 9; ++k)
          taps[k] = load(w + (f * 9 + (backward ? 8 - k : k)) * s.channels + c, all_lanes{});
        winograd_square<winograd_filter>(taps, u);
        for (index_t p = 0; p < winograd_points; ++p)
          if (backward)
            store(to + ((c / width * winograd_points + p) * depth + f) * width + c % width, u[p], all_lanes{});
          else
            store(square + (i * winograd_points + p) * lanes, u[p], all_lanes{});
      }
      index_t const f = block * lanes;
      for (index_t p = 0; !backward && p < winograd_points; ++p)
        transpose_square(square + p * lanes, winograd_points * lanes,
                         to + ((f / width * winograd_points + p) * depth + c) * width + f % width, width);
    }
  });
  return to;
}

/// y = the convolution of x with weights as transform_weights leaves them. `bias` may be null; zeros: as many as there
/// are channels.
template <class S>
struct winograd_convolution {
  using tile = tiling<S>;
  conv_shape const& shape;
  S const *x, *weights, *bias, *zeros;
  S* y;
  tile_grid grid{shape.batch, shape.out_height(), shape.out_width()};

  tile_pixels<S, 6> input(index_t t) const {
    return {x, shape.height, shape.width, shape.channels, grid, t, shape.padding, zeros};
  }
  index_t panels() const { return block_count(shape.filters, tile::columns); }
  index_t panel_size() const { return shape.channels * tile::columns; }
  S const* panel(index_t number, index_t point) const {
    return weights + (number * winograd_points + point) * panel_size();
  }
  /// Of a panel of filters.
  index_t columns(index_t number) const { return std::min(tile::columns, shape.filters - number * tile::columns); }

  /// The products of a panel at one point and the first `tiles` of v: `next` numbers from tile to tile.
  [[gnu::noinline]] void multiply(transformed_tiles<S> const& v, index_t number, index_t point, index_t tiles,
                                  S* products, index_t next, lines_ahead* ahead = nullptr) const {
    for (index_t t = 0; t < tiles; t += tile::rows) {
      index_t const rows = std::min(tile::rows, tiles - t);
      S* row[static_cast<std::size_t>(tile::rows)];
      for (index_t i = 0; i < rows; ++i) row[i] = products + (t + i) * next;
      multiply_rows<S, panel_order<S, true>::row_step>(
          rows, {v.at(point, 0, t), 1, panel(number, point), v.slice, v.slices, v.slice_at.data(), ahead},
          {row, 0, 1, columns(number), S{1}, S{0}, nullptr});
    }
  }

  /// The outputs of tile t and a panel of filters from the products of the points, `apart` numbers apart.
  void write(index_t t, index_t number, S const* products, index_t apart) const {
    index_t const first = number * tile::columns;
    for (index_t j = 0; j < columns(number); j += tile::lanes) {
      pack<S> const shift = bias ? load(bias + first + j, all_lanes{}) : pack<S>{};
      write_tile(grid, grid.at(t), products + j, apart, shift, shape.filters, y + first + j);
    }
  }
};

/// Weights that a cache holds: blocks of few tiles, whose transforms and products stay in the second cache.
template <class S>
void convolve_by_blocks(context const& ctx, bool parallel, winograd_convolution<S> const& of) {
  using tile = tiling<S>;
  index_t const block = tile_grid::block_tiles<S>(of.shape.channels, 256), count = of.grid.count();
  for_blocks(ctx, parallel, block_count(count, block), [&](index_t b, int worker) {
    scratch_frame mine(ctx, worker);
    transformed_tiles<S> v(of.shape.channels, block);
    v.data = mine.take<S>(v.size);
    S* const products = mine.take<S>(winograd_points * block * tile::columns);
    index_t const first = b * block, tiles = std::min(block, count - first);
    for (index_t t = 0; t < tiles; ++t) v.fill(t, of.input(first + t));
    for (index_t k = 0; k < of.panels(); ++k) {
      for (index_t p = 0; p < winograd_points; ++p)
        of.multiply(v, k, p, tiles, products + p * block * tile::columns, tile::columns);
      for (index_t t = 0; t < tiles; ++t) of.write(first + t, k, products + t * tile::columns, block * tile::columns);
    }
  });
}

/// Weights that no cache near a core holds, so that each visit to them must pay: all threads transform many tiles, then
/// share the points and panels of filters, then the outputs.
template <class S>
void convolve_by_points(context const& ctx, bool parallel, winograd_convolution<S> const& of) {
  using tile = tiling<S>;
  index_t const block = round_up(96, tile::rows), count = of.grid.count(), panels = of.panels();
  scratch_frame frame(ctx);
  transformed_tiles<S> v(of.shape.channels, std::min(block, count));
  v.data = frame.take<S>(v.size);
  index_t const width = panels * tile::columns, apart = v.tiles * width;
  S* const products = frame.take<S>(winograd_points * apart);
  for (index_t first = 0; first < count; first += block) {
    index_t const tiles = std::min(block, count - first);
    for_blocks(ctx, parallel, tiles, [&](index_t t, int) { v.fill(t, of.input(first + t)); });
    for_blocks(ctx, parallel, panels * winograd_points, [&](index_t b, int) {
      index_t const p = b / panels, k = b % panels;
      lines_ahead ahead;
      if (k + 1 < panels)
        ahead = {reinterpret_cast<std::byte const*>(of.panel(k + 1, p)), 1, 0,
                 of.panel_size() * static_cast<index_t>(sizeof(S)) / lines_ahead::line_bytes};
      of.multiply(v, k, p, tiles, products + p * apart + k * tile::columns, width, &ahead);
    });
    for_blocks(ctx, parallel, tiles, [&](index_t t, int) {
      for (index_t k = 0; k < panels; ++k) of.write(first + t, k, products + t * width + k * tile::columns, apart);
    });
  }
}

/// Bytes of transformed weights that stay near enough to a core for each block of tiles to visit them.
inline constexpr index_t winograd_weights_in_cache = index_t{4} << 20;

template <class S>
void winograd_convolve(context const& ctx, conv_shape const& s, S const* x, S const* weights, S const* bias, S* y) {
  scratch_frame frame(ctx);
  S* const zeros = frame.take<S>(s.channels);
  clear_run(zeros, s.channels);
  winograd_convolution<S> const of{s, x, weights, bias, zeros, y};
  bool const near =
      winograd_points * s.channels * s.filters * static_cast<index_t>(sizeof(S)) <= winograd_weights_in_cache;
  (near ? convolve_by_blocks<S> : convolve_by_points<S>)(ctx, winograd_in_parallel(s), of);
}

template <class S>
void winograd_forward(context const& ctx, conv_shape const& s, S const* x, S const* w, S const* bias, S* y) {
  scratch_frame frame(ctx);
  winograd_convolve(ctx, s, x, transform_weights(ctx, frame, s, false, w), bias, y);
}

/// dx is the convolution of dy with the kernel turned by 180 degrees.
template <class S>
void winograd_backward_data(context const& ctx, conv_shape const& s, S const* dy, S const* w, S* dx) {
  conv_shape turned = s;
  turned.height = s.out_height(), turned.width = s.out_width(), turned.padding = 2 - s.padding;
  turned.channels = s.filters, turned.filters = s.channels;
  scratch_frame frame(ctx);
  winograd_convolve<S>(ctx, turned, dy, transform_weights(ctx, frame, s, true, w), nullptr, dx);
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
