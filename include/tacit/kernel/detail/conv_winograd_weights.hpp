// The weight gradient of a 3x3 convolution by Winograd's F(4x4, 3x3): at each of the 36 points of the transformed
// domain a product of (channels x tiles) and (tiles x filters).
#pragma once

#include "tacit/kernel/detail/conv_winograd.hpp"
#include "tacit/kernel/detail/gemm_split.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// Bytes of sums that stay near enough to be visited often.
inline constexpr index_t winograd_sums_in_cache = index_t{2} << 20;

/// The images, their gradients and the tiles of one weight gradient.
template <class S>
struct winograd_gradient {
  conv_shape const& shape;
  S const *x, *dy, *zeros;  ///< zeros: as many as there are channels or filters
  tile_grid grid{shape.batch, shape.out_height(), shape.out_width()};

  tile_pixels<S, 6> input(index_t tile) const {
    return {x, shape.height, shape.width, shape.channels, grid, tile, shape.padding, zeros};
  }
  tile_pixels<S, 4> output(index_t tile) const {
    return {dy, grid.out_height, grid.out_width, shape.filters, grid, tile, 0, zeros};
  }
  /// Sums of all points, channels x filters each, and below them those of the bias.
  index_t size() const { return (winograd_points * shape.channels + 1) * shape.filters; }
};

/// A panel of the transformed gradients: of each point `tiles` rows of tiling::columns.
template <class S>
struct gradient_panel {
  index_t tiles;
  S* data;

  S* at(index_t point) const { return data + point * tiles * tiling<S>::columns; }
  /// The filters from f on of one tile.
  void fill(index_t tile, tile_pixels<S, 4> const& pixels, index_t f, index_t columns) const {
    for (index_t j = 0; j < columns; j += lane_count<S>) {
      pack<S> m[winograd_points];
      pixels.template transform<winograd_output_gradient>(f + j, m);
      for (index_t p = 0; p < winograd_points; ++p) store(at(p) + tile * tiling<S>::columns + j, m[p], all_lanes{});
    }
  }
};

/// One tile of registers of the product at one point, the channels from c on and the filters from f on: sums = or +=
/// channels x tiles times tiles x filters. a: the transformed inputs of channel c, `step` numbers from tile to tile.
template <class S>
void multiply_channels(winograd_gradient<S> const& of, index_t point, index_t c, S const* a, index_t step,
                       index_t tiles, gradient_panel<S> const& panel, index_t f, bool first, S* sums) {
  using tile = tiling<S>;
  index_t const channels = of.shape.channels, filters = of.shape.filters, height = std::min(tile::rows, channels - c);
  S* row[static_cast<std::size_t>(tile::rows)];
  for (index_t i = 0; i < height; ++i) row[i] = sums + (point * channels + c + i) * filters + f;
  multiply_rows<S, 1>(height, {a, step, panel.at(point), tiles},
                      {row, 0, 1, std::min(tile::columns, filters - f), S{1}, first ? S{0} : S{1}, nullptr});
}

/// Adds the gradients of `tiles` tiles to the bias' sums: the point (1, 1) holds the sum of a tile.
template <class S>
void add_to_bias(winograd_gradient<S> const& of, gradient_panel<S> const& panel, index_t tiles, index_t f, S* sums) {
  S* const bias = sums + winograd_points * of.shape.channels * of.shape.filters + f;
  index_t const columns = std::min(tiling<S>::columns, of.shape.filters - f);
  for (index_t t = 0; t < tiles; ++t)
    for (index_t j = 0; j < columns; j += lane_count<S>)
      store(bias + j, load(bias + j, all_lanes{}) + load(panel.at(7) + t * tiling<S>::columns + j, all_lanes{}),
            all_lanes{});
}

/// Few channels and filters: parts of the tiles, each with sums of its own, which stay in a cache. A part goes through
/// its tiles in blocks whose transforms stay there too. `part` has room for `parts` sums.
template <class S>
void sum_by_parts(context const& ctx, bool parallel, winograd_gradient<S> const& of, index_t parts, index_t per_part,
                  index_t block, S* part) {
  using tile = tiling<S>;
  conv_shape const& s = of.shape;
  index_t const count = of.grid.count(), blocks = block_count(count, block);
  for_blocks(ctx, parallel, parts, [&](index_t q, int worker) {
    scratch_frame mine(ctx, worker);
    transformed_tiles<S> v{s.channels, block};
    v.data = mine.take<S>(v.size());
    gradient_panel<S> const panel{block, mine.take<S>(winograd_points * block * tile::columns)};
    S* const sums = part + q * of.size();
    clear_run(sums + of.size() - s.filters, s.filters);
    for (index_t b = q * per_part; b < std::min(blocks, (q + 1) * per_part); ++b) {
      index_t const first = b * block, tiles = std::min(block, count - first);
      for (index_t t = 0; t < tiles; ++t) v.fill(t, of.input(first + t));
      for (index_t f = 0; f < s.filters; f += tile::columns) {
        for (index_t t = 0; t < tiles; ++t)
          panel.fill(t, of.output(first + t), f, std::min(tile::columns, s.filters - f));
        add_to_bias(of, panel, tiles, f, sums);
        for (index_t p = 0; p < winograd_points; ++p)
          for (index_t c = 0; c < s.channels; c += tile::rows)
            multiply_channels(of, p, c, v.at(p, 0) + c, tile::depth, tiles, panel, f, b == q * per_part, sums);
      }
    }
  });
}

/// Many channels and filters: their sums fit no cache, so that each visit to them must pay. All threads transform many
/// tiles, then share the points and panels of channels, whose products are deep.
template <class S>
void sum_by_points(context const& ctx, bool parallel, winograd_gradient<S> const& of, S* sums) {
  using tile = tiling<S>;
  conv_shape const& s = of.shape;
  index_t const count = of.grid.count(), block = std::min(tile::depth, count);
  index_t const panels = block_count(s.filters, tile::columns), panel_size = winograd_points * block * tile::columns;
  scratch_frame frame(ctx);
  transformed_tiles<S> v{s.channels, block};
  v.data = frame.take<S>(v.size());
  S* const gradients = frame.take<S>(panels * panel_size);
  auto const panel = [=](index_t k) { return gradient_panel<S>{block, gradients + k * panel_size}; };
  clear_run(sums + of.size() - s.filters, s.filters);
  for (index_t first = 0; first < count; first += block) {
    index_t const tiles = std::min(block, count - first);
    for_blocks(ctx, parallel, tiles, [&](index_t t, int) {
      v.fill(t, of.input(first + t));
      auto const pixels = of.output(first + t);
      for (index_t k = 0, f = 0; k < panels; ++k, f += tile::columns)
        panel(k).fill(t, pixels, f, std::min(tile::columns, s.filters - f));
    });
    index_t const across = block_count(s.channels, tile::rows);
    for_blocks(ctx, parallel, winograd_points * across, [&](index_t b, int worker) {
      scratch_frame mine(ctx, worker);
      S* const packed = mine.take<S>(tiles * tile::rows);
      index_t const point = b / across, c = b % across * tile::rows;
      strided_a<S, false>(v.at(point, 0), 1, tile::depth)
          .pack_panel(packed, c, std::min(tile::rows, s.channels - c), 0, tiles);
      for (index_t k = 0, f = 0; k < panels; ++k, f += tile::columns) {
        multiply_channels<S>(of, point, c, packed, tile::rows, tiles, panel(k), f, first == 0, sums);
        if (b == 0) add_to_bias(of, panel(k), tiles, f, sums);
      }
    });
  }
}

/// dw += ..., dbias += ... (may be null) from the sums of some parts, which a fixed tree adds up.
template <class S>
void finish_gradient(context const& ctx, bool parallel, winograd_gradient<S> const& of, index_t parts, S* part, S* dw,
                     S* dbias) {
  conv_shape const& s = of.shape;
  index_t const size = of.size();
  for_blocks(ctx, parallel, s.channels + 1, [&](index_t c, int) {
    if (c == s.channels) {
      tree_add(part, parts, size, size - s.filters, size);
      for (index_t f = 0; dbias && f < s.filters; ++f) dbias[f] += part[size - s.filters + f];
      return;
    }
    for (index_t p = 0; p < winograd_points; ++p)
      tree_add(part, parts, size, (p * s.channels + c) * s.filters, (p * s.channels + c + 1) * s.filters);
    for (index_t f = 0; f < s.filters; f += lane_count<S>) {
      pack<S> u[winograd_points], g[9];
      for (index_t p = 0; p < winograd_points; ++p)
        u[p] = load(part + (p * s.channels + c) * s.filters + f, all_lanes{});
      winograd_square<winograd_filter_gradient>(u, g);
      for (index_t k = 0; k < 9; ++k)
        for (index_t i = 0; i < lane_count<S>; ++i) dw[((f + i) * 9 + k) * s.channels + c] += g[k][i];
    }
  });
}

/// dw += ..., dbias += ... (may be null).
template <class S>
void winograd_backward_weights(context const& ctx, conv_shape const& s, S const* x, S const* dy, S* dw, S* dbias) {
  bool const parallel = winograd_in_parallel(s);
  scratch_frame frame(ctx);
  S* const zeros = frame.take<S>(std::max(s.channels, s.filters));
  clear_run(zeros, std::max(s.channels, s.filters));
  winograd_gradient<S> const of{s, x, dy, zeros};
  index_t const block = tile_grid::block_tiles<S>(s.channels), blocks = block_count(of.grid.count(), block);
  bool const by_points = of.size() * static_cast<index_t>(sizeof(S)) > winograd_sums_in_cache;
  index_t const per_part = block_count(blocks, std::min<index_t>(blocks, 8)),
                parts = by_points ? 1 : block_count(blocks, per_part);
  S* const part = frame.take<S>(parts * of.size());
  if (by_points)
    sum_by_points(ctx, parallel, of, part);
  else
    sum_by_parts(ctx, parallel, of, parts, per_part, block, part);
  finish_gradient(ctx, parallel, of, parts, part, dw, dbias);
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
