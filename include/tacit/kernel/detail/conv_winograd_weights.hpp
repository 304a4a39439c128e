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
  index_t size() const { return sum(winograd_points, 0) + shape.filters; }
  /// Where the sums of a point and a channel begin.
  index_t sum(index_t point, index_t channel) const { return (point * shape.channels + channel) * shape.filters; }
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

/// Up to tiling::rows channels, from `first` on, of the transformed inputs at one point.
template <class S>
struct channel_rows {
  index_t point, first, count;
  S const* data;
  index_t step = tiling<S>::depth;  ///< from tile to tile
};

template <class S>
index_t channel_blocks(transformed_tiles<S> const& v) {
  return v.slices * block_count(v.slice, tiling<S>::rows);
}
template <class S>
channel_rows<S> channel_block(transformed_tiles<S> const& v, index_t point, index_t block) {
  index_t const across = block_count(v.slice, tiling<S>::rows);
  index_t const k = block / across, c = block % across * tiling<S>::rows;
  return {point, k * v.slice + c, std::min(tiling<S>::rows, v.slice - c), v.at(point, k, 0) + c};
}

/// One tile of registers of the product at one point, the filters from f on: sums = (`first`) or += channels x tiles
/// times tiles x filters.
template <class S>
void multiply_channels(winograd_gradient<S> const& of, channel_rows<S> const& a, index_t tiles,
                       gradient_panel<S> const& panel, index_t f, bool first, S* sums) {
  using tile = tiling<S>;
  S* row[static_cast<std::size_t>(tile::rows)];
  for (index_t i = 0; i < a.count; ++i) row[i] = sums + of.sum(a.point, a.first + i) + f;
  multiply_rows<S, 1>(a.count, {a.data, a.step, panel.at(a.point), tiles},
                      {row, 0, 1, std::min(tile::columns, of.shape.filters - f), S{1}, first ? S{0} : S{1}, nullptr});
}

/// Adds the gradients of `tiles` tiles to the bias' sums: the point (1, 1) holds the sum of a tile.
template <class S>
void add_to_bias(winograd_gradient<S> const& of, gradient_panel<S> const& panel, index_t tiles, index_t f, S* sums) {
  S* const bias = sums + of.sum(winograd_points, 0) + f;
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
    transformed_tiles<S> v(s.channels, block);
    v.data = mine.take<S>(v.size);
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
          for (index_t c = 0; c < channel_blocks(v); ++c)
            multiply_channels(of, channel_block(v, p, c), tiles, panel, f, b == q * per_part, sums);
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
  transformed_tiles<S> v(s.channels, block);
  v.data = frame.take<S>(v.size);
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
    index_t const blocks = channel_blocks(v);
    for_blocks(ctx, parallel, winograd_points * blocks, [&](index_t b, int worker) {
      scratch_frame mine(ctx, worker);
      S* const packed = mine.take<S>(tiles * tile::rows);
      channel_rows<S> rows = channel_block(v, b / blocks, b % blocks);
      strided_a<S, false>(rows.data, 1, rows.step).pack_panel(packed, 0, rows.count, 0, tiles);
      rows.data = packed, rows.step = tile::rows;
      for (index_t k = 0, f = 0; k < panels; ++k, f += tile::columns) {
        multiply_channels(of, rows, tiles, panel(k), f, first == 0, sums);
        if (b == 0) add_to_bias(of, panel(k), tiles, f, sums);
      }
    });
  }
}

/// dw += ..., dbias += ... (may be null) from the sums of some parts, which a fixed tree adds up. A vector of channels
/// at a time, so that both the sums (points, channels, filters) and dw (filters, taps, channels) are visited in order.
template <class S>
void finish_gradient(context const& ctx, bool parallel, winograd_gradient<S> const& of, index_t parts, S* part, S* dw,
                     S* dbias) {
  constexpr index_t lanes = lane_count<S>;
  conv_shape const& s = of.shape;
  index_t const size = of.size(), bias = size - s.filters;
  tree_add(part, parts, size, bias, size);
  for (index_t f = 0; dbias && f < s.filters; ++f) dbias[f] += part[bias + f];
  for_blocks(ctx, parallel, s.channels / lanes, [&](index_t block, int worker) {
    scratch_frame mine(ctx, worker);
    S* const gradient = mine.take<S>(9 * s.filters * lanes);  // of each vector of filters: tap, channel, filter
    for (index_t i = 0; i < lanes; ++i) {
      index_t const c = block * lanes + i;
      for (index_t p = 0; p < winograd_points; ++p) tree_add(part, parts, size, of.sum(p, c), of.sum(p, c) + s.filters);
      for (index_t f = 0; f < s.filters; f += lanes) {
        pack<S> u[winograd_points], g[9];
        for (index_t p = 0; p < winograd_points; ++p) u[p] = load(part + of.sum(p, c) + f, all_lanes{});
        winograd_square<winograd_filter_gradient>(u, g);
        for (index_t k = 0; k < 9; ++k) store(gradient + (f * 9 + k * lanes + i) * lanes, g[k], all_lanes{});
      }
    }
    for (index_t f = 0; f < s.filters; f += lanes)
      for (index_t k = 0; k < 9; ++k) {
        pack<S> line[lane_count<S>];
        for (index_t i = 0; i < lanes; ++i) line[i] = load(gradient + (f * 9 + k * lanes + i) * lanes, all_lanes{});
        transpose<S>(line);
        for (index_t j = 0; j < lanes; ++j) {
          S* const to = dw + ((f + j) * 9 + k) * s.channels + block * lanes;
          store(to, load(to, all_lanes{}) + line[j], all_lanes{});
        }
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
  index_t const block = tile_grid::block_tiles<S>(s.channels, 512), blocks = block_count(of.grid.count(), block);
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
