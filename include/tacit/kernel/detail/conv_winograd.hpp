// Convolutions of 3x3 with stride 1 by Winograd's F(4x4, 3x3): 36 multiplications where the definition takes 144. Each
// of the 36 points of the transformed domain is a product of (tiles x channels) and (channels x filters).
#pragma once

#include "tacit/kernel/detail/conv_window.hpp"
#include "tacit/kernel/detail/gemm_blocks.hpp"
#include "tacit/kernel/detail/winograd_lines.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

inline constexpr index_t winograd_points = 36;

/// Whether the path can compute a shape: whole vectors of channels and filters, and depths of one slice.
template <class S>
bool winograd_takes(conv_shape const& s) {
  auto const whole = [](index_t n) { return n % lane_count<S> == 0 && n <= tiling<S>::depth; };
  return s.groups == 1 && s.kernel_h == 3 && s.kernel_w == 3 && s.stride == 1 && s.dilation == 1 && s.padding <= 2 &&
         whole(s.channels) && whole(s.filters);
}

/// Whether it is worth it: enough channels to pay for the transforms, and few outputs computed in vain at the borders.
template <class S>
bool winograd_pays(conv_shape const& s) {
  index_t const tiles = block_count(s.out_height(), 4) * block_count(s.out_width(), 4);
  return winograd_takes<S>(s) && s.channels >= 16 && s.filters >= 16 &&
         16 * 5 * tiles <= 9 * s.out_height() * s.out_width();
}

/// Images cut into tiles of 4x4 pixels of the output.
struct tile_grid {
  index_t batch, out_height, out_width;
  index_t down() const { return block_count(out_height, 4); }
  index_t across() const { return block_count(out_width, 4); }
  index_t count() const { return batch * down() * across(); }

  /// The image of a tile, and its first pixel there.
  struct place {
    index_t image, top, left;
  };
  place at(index_t tile) const { return {tile / across() / down(), tile / across() % down() * 4, tile % across() * 4}; }
  /// Tiles whose transforms stay in the second cache.
  template <class S>
  static index_t block_tiles(index_t channels) {
    index_t const fits = (index_t{512} << 10) / (winograd_points * channels * static_cast<index_t>(sizeof(S)));
    return std::clamp<index_t>(fits / tiling<S>::rows, 1, 4) * tiling<S>::rows;
  }
};

/// A side x side square of pixels of a tile; what lies outside the image is `zeros`.
template <class S, index_t Side>
struct tile_pixels {
  S const* pixel[static_cast<std::size_t>(Side * Side)];
  index_t next_row;  ///< from a pixel to that of the tile below

  tile_pixels(S const* images, index_t height, index_t width, index_t channels, tile_grid const& grid, index_t tile,
              index_t offset, S const* zeros)
      : next_row(4 * width * channels) {
    auto const [image, top, left] = grid.at(tile);
    for (index_t i = 0; i < Side; ++i)
      for (index_t j = 0; j < Side; ++j) {
        index_t const y = top - offset + i, x = left - offset + j;
        bool const inside = y >= 0 && y < height && x >= 0 && x < width;
        pixel[i * Side + j] = inside ? images + ((image * height + y) * width + x) * channels : zeros;
      }
  }

  /// The transform of the channels c .. c + lanes.
  template <class Line>
  TACIT_INLINE void transform(index_t c, pack<S>* out) const {
    pack<S> in[static_cast<std::size_t>(Side * Side)];
    for (index_t k = 0; k < Side * Side; ++k) {
      bool const own = k / Side >= Side - 4 && k % Side >= Side - 4;  // not shared with the tiles above and before
      if (own) prefetch(pixel[k] + next_row + c);
      in[k] = load(pixel[k] + c, all_lanes{});
    }
    winograd_square<Line>(in, out);
  }
};

/// The transformed tiles of a block, laid out as the register tile reads rows: tiling::depth apart. Points with few
/// channels share a row.
template <class S>
struct transformed_tiles {
  index_t channels, tiles;
  index_t per_row = tiling<S>::depth / channels;
  S* data = nullptr;

  index_t size() const { return block_count(winograd_points, per_row) * tiles * tiling<S>::depth; }
  S* at(index_t point, index_t tile) const {
    return data + (point / per_row * tiles + tile) * tiling<S>::depth + point % per_row * channels;
  }
  void fill(index_t tile, tile_pixels<S, 6> const& pixels) const {
    for (index_t c = 0; c < channels; c += lane_count<S>) {
      pack<S> v[winograd_points];
      pixels.template transform<winograd_input>(c, v);
      for (index_t p = 0; p < winograd_points; ++p) store(at(p, tile) + c, v[p], all_lanes{});
    }
  }
};

/// The weights, transformed: panels of columns; of a panel the points; of a point depth x tiling::columns. Forward the
/// depth are channels and the columns filters; `backward` they change places, and the kernel is turned by 180 degrees.
template <class S>
void transform_weights(context const& ctx, conv_shape const& s, bool parallel, bool backward, S const* w, S* to) {
  constexpr index_t lanes = lane_count<S>, width = tiling<S>::columns;
  index_t const depth = backward ? s.filters : s.channels;
  for_blocks(ctx, parallel, s.filters / lanes, [&](index_t block, int worker) {
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
}

/// Writes what lies inside of the image of a tile's 4x4 outputs plus `shift`, for one vector of filters (y: its first
/// one), from the products of the points, `apart` numbers apart.
template <class S>
TACIT_INLINE void write_tile(tile_grid const& grid, tile_grid::place const& from, S const* products, index_t apart,
                             pack<S> shift, index_t filters, S* y) {
  pack<S> m[winograd_points], out[16];
  for (index_t p = 0; p < winograd_points; ++p) m[p] = load(products + p * apart, all_lanes{});
  winograd_square<winograd_output>(m, out);
  index_t const rows = std::min<index_t>(4, grid.out_height - from.top),
                across = std::min<index_t>(4, grid.out_width - from.left);
  S* const to = y + ((from.image * grid.out_height + from.top) * grid.out_width + from.left) * filters;
  for (index_t i = 0; i < rows; ++i)
    for (index_t k = 0; k < across; ++k)
      store(to + (i * grid.out_width + k) * filters, out[i * 4 + k] + shift, all_lanes{});
}

/// y (images of the grid, `filters` channels) = the convolution of x with weights as transform_weights leaves them;
/// tile (0, 0) begins `offset` pixels outside of x. `bias` may be null.
template <class S>
void winograd_product(context const& ctx, bool parallel, tile_grid const& grid, index_t height, index_t width,
                      index_t channels, index_t filters, index_t offset, S const* x, S const* weights, S const* bias,
                      S* y) {
  using tile = tiling<S>;
  index_t const block = tile_grid::block_tiles<S>(channels), count = grid.count();
  for_blocks(ctx, parallel, block_count(count, block), [&](index_t b, int worker) {
    scratch_frame mine(ctx, worker);
    transformed_tiles<S> v{channels, block};
    v.data = mine.take<S>(v.size());
    S* const products = mine.take<S>(winograd_points * block * tile::columns);
    S* const zeros = mine.take<S>(channels);
    clear_run(zeros, channels);
    index_t const first = b * block, tiles = std::min(block, count - first);
    for (index_t t = 0; t < tiles; ++t)
      v.fill(t, tile_pixels<S, 6>(x, height, width, channels, grid, first + t, offset, zeros));
    for (index_t f = 0; f < filters; f += tile::columns) {
      index_t const columns = std::min(tile::columns, filters - f);
      for (index_t p = 0; p < winograd_points; ++p) {
        S const* const panel = weights + (f / tile::columns * winograd_points + p) * channels * tile::columns;
        for (index_t t = 0; t < tiles; t += tile::rows) {
          index_t const rows = std::min(tile::rows, tiles - t);
          S* row[static_cast<std::size_t>(tile::rows)];
          for (index_t i = 0; i < rows; ++i) row[i] = products + (p * block + t + i) * tile::columns;
          multiply_rows<S, panel_order<S, true>::row_step>(rows, {v.at(p, t), 1, panel, channels},
                                                           {row, 0, 1, columns, S{1}, S{0}, nullptr});
        }
      }
      for (index_t t = 0; t < tiles; ++t) {
        auto const place = grid.at(first + t);
        for (index_t j = 0; j < columns; j += tile::lanes) {
          pack<S> const shift = bias ? load(bias + f + j, all_lanes{}) : pack<S>{};
          write_tile(grid, place, products + t * tile::columns + j, block * tile::columns, shift, filters, y + f + j);
        }
      }
    }
  });
}

inline bool winograd_in_parallel(conv_shape const& s) {
  return product_shape{s.batch * s.out_height() * s.out_width(), s.filters, 9 * s.channels}.operations() >=
         parallel_operations;
}

template <class S>
void winograd_forward(context const& ctx, conv_shape const& s, S const* x, S const* w, S const* bias, S* y) {
  bool const parallel = winograd_in_parallel(s);
  scratch_frame frame(ctx);
  S* const weights = frame.take<S>(winograd_points * s.channels * round_up(s.filters, tiling<S>::columns));
  transform_weights(ctx, s, parallel, false, w, weights);
  winograd_product(ctx, parallel, {s.batch, s.out_height(), s.out_width()}, s.height, s.width, s.channels, s.filters,
                   s.padding, x, static_cast<S const*>(weights), bias, y);
}

/// dx is the convolution of dy with the kernel turned by 180 degrees.
template <class S>
void winograd_backward_data(context const& ctx, conv_shape const& s, S const* dy, S const* w, S* dx) {
  bool const parallel = winograd_in_parallel(s);
  scratch_frame frame(ctx);
  S* const weights = frame.take<S>(winograd_points * s.filters * round_up(s.channels, tiling<S>::columns));
  transform_weights(ctx, s, parallel, true, w, weights);
  winograd_product(ctx, parallel, {s.batch, s.height, s.width}, s.out_height(), s.out_width(), s.filters, s.channels,
                   2 - s.padding, dy, static_cast<S const*>(weights), static_cast<S const*>(nullptr), dx);
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
