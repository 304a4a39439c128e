// Winograd's F(4x4, 3x3): images cut into tiles of 4x4 outputs, and the tiles transformed.
#pragma once

#include <array>

#include "tacit/kernel/detail/conv_window.hpp"
#include "tacit/kernel/detail/gemm_blocks.hpp"
#include "tacit/kernel/detail/winograd_lines.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

inline constexpr index_t winograd_points = 36;
inline constexpr index_t most_winograd_slices = 8;

/// Slices that the channels of a transformed tile are cut into: equal ones of whole vectors, each of at most
/// tiling::depth channels. 0: there are none.
template <class S>
index_t winograd_slices(index_t channels) {
  for (index_t n = block_count(channels, tiling<S>::depth); n <= most_winograd_slices; ++n)
    if (channels % (n * lane_count<S>) == 0) return n;
  return 0;
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
  /// Tiles whose transforms take so many KiB, or the fewest that fill a tile of registers.
  template <class S>
  static index_t block_tiles(index_t channels, index_t kib) {
    index_t const fits = (kib << 10) / (winograd_points * channels * static_cast<index_t>(sizeof(S)));
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

/// The transformed tiles of a block, laid out as the register tile reads rows: tiling::depth apart. Points share a row
/// where there are few channels, and have several slices where a row does not hold all channels. Tables say where they
/// begin: dividing for each vector that `fill` stores took a twentieth of a convolution.
template <class S>
struct transformed_tiles {
  index_t tiles, slices, slice, size;                    ///< slice: channels
  std::array<index_t, winograd_points> point_at{};       ///< of the first slice
  std::array<index_t, most_winograd_slices> slice_at{};  ///< from the first one
  S* data = nullptr;

  [[gnu::noinline]] transformed_tiles(index_t channels, index_t count)
      : tiles(count), slices(winograd_slices<S>(channels)), slice(channels / slices) {
    constexpr index_t depth = tiling<S>::depth;
    index_t const per_row = slices > 1 ? 1 : depth / slice;
    for (index_t p = 0; p < winograd_points; ++p)
      point_at[static_cast<std::size_t>(p)] = p / per_row * slices * tiles * depth + p % per_row * slice;
    for (index_t k = 0; k < slices; ++k) slice_at[static_cast<std::size_t>(k)] = k * tiles * depth;
    size = block_count(winograd_points, per_row) * slices * tiles * depth;
  }

  /// The channels of a slice, of one tile.
  S* at(index_t point, index_t number, index_t tile) const {
    return data + point_at[static_cast<std::size_t>(point)] + slice_at[static_cast<std::size_t>(number)] +
           tile * tiling<S>::depth;
  }
  void fill(index_t tile, tile_pixels<S, 6> const& pixels) const {
    for (index_t k = 0; k < slices; ++k)
      for (index_t c = 0; c < slice; c += lane_count<S>) {
        pack<S> v[winograd_points];
        pixels.template transform<winograd_input>(k * slice + c, v);
        for (index_t p = 0; p < winograd_points; ++p) store(at(p, k, tile) + c, v[p], all_lanes{});
      }
  }
};

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

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
