// The weight gradient: a product whose depth are the output pixels, read in place from a small padded copy of the
// image.
#pragma once

#include "tacit/kernel/detail/conv_window.hpp"
#include "tacit/kernel/detail/gemm_split.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// How the pixels are cut: an image into strips of output rows, strips into blocks that fit the cache, blocks into
/// parts, whose gradients are summed in a fixed tree. Filters are cut into panels. All depends on the shape only.
template <class S>
struct weight_plan {
  static constexpr index_t target = 256;  ///< output pixels of a block
  index_t channels, filters;              ///< of a group
  index_t depth;                          ///< kernel_h * kernel_w * channels
  index_t strip_rows, strips_per_image, strips_per_block, strips;
  index_t slab_rows, slab_width;  ///< of the padded copy under a strip
  index_t panels, parts, strips_per_part;

  explicit weight_plan(conv_shape const& s)
      : channels(s.channels / s.groups), filters(s.filters / s.groups), depth(s.kernel_h * s.kernel_w * channels) {
    strip_rows = std::clamp<index_t>(target / s.out_width(), 1, s.out_height());
    strips_per_image = block_count(s.out_height(), strip_rows);
    strips = s.batch * strips_per_image;
    strips_per_block = strip_rows < s.out_height() ? 1 : block_count(target, s.out_height() * s.out_width());
    slab_rows = (strip_rows - 1) * s.stride + s.dilation * (s.kernel_h - 1) + 1;
    slab_width = (s.out_width() - 1) * s.stride + s.dilation * (s.kernel_w - 1) + 1;
    panels = s.groups * block_count(filters, tiling<S>::columns);
    parts = std::clamp<index_t>(block_count(16, panels), 1, block_count(strips, strips_per_block));
    strips_per_part = round_up(block_count(strips, parts), strips_per_block);
    parts = block_count(strips, strips_per_part);
  }
  index_t slab_size() const { return slab_rows * slab_width * channels; }
};

/// One panel of filters over one part of the pixels.
template <class S>
class weight_block {
 public:
  weight_block(conv_shape const& s, weight_plan<S> const& plan, S const* x, S const* dy, bool with_bias, index_t panel)
      : s_(s), plan_(plan), x_(x), dy_(dy), with_bias_(with_bias) {
    index_t const per_group = block_count(plan.filters, tile::columns), group = panel / per_group;
    first_channel_ = group * plan.channels;
    first_filter_ = group * plan.filters + panel % per_group * tile::columns;
    columns_ = std::min(tile::columns, (group + 1) * plan.filters - first_filter_);
  }

  /// gradient (depth + 1 rows of s.filters numbers): the columns of this panel; the last row is the bias', zero where
  /// it is not wanted.
  void run(scratch_frame& frame, index_t first_strip, index_t last_strip, S* gradient) {
    index_t const count = plan_.strips_per_block, rows = plan_.strip_rows;
    // Tiles may read a few elements past the slab: they are finite, and their sums are dropped.
    S* const slab = frame.take<S>(count * plan_.slab_size() + tile::rows);
    clear_run(slab + count * plan_.slab_size(), tile::rows);
    // Where the filters are as many as the columns of a panel, dy is one already.
    bool const in_place = s_.groups == 1 && s_.filters == tile::columns && !with_bias_;
    S* const packed = in_place ? nullptr : frame.take<S>(count * rows * s_.out_width() * tile::columns);
    index_t* const offset = frame.take<index_t>(count * rows);
    S* const bias = gradient + plan_.depth * s_.filters + first_filter_;
    clear_run(bias, columns_);
    for (index_t begin = first_strip; begin < last_strip; begin += count) {
      index_t segments = 0;
      for (index_t i = begin; i < std::min(last_strip, begin + count); ++i) {
        index_t const image = i / plan_.strips_per_image, row = i % plan_.strips_per_image * rows;
        index_t const height = std::min(rows, s_.out_height() - row);
        fill_slab(slab + (i - begin) * plan_.slab_size(), image, row * s_.stride - s_.padding);
        for (index_t y = 0; y < height; ++y) {
          offset[segments] = (i - begin) * plan_.slab_size() + y * s_.stride * plan_.slab_width * plan_.channels;
          if (!in_place) fill_panel(packed + segments * s_.out_width() * tile::columns, image, row + y, bias);
          ++segments;
        }
      }
      index_t const first_row =
          begin / plan_.strips_per_image * s_.out_height() + begin % plan_.strips_per_image * rows;
      S const* const panel = in_place ? dy_ + first_row * s_.out_width() * s_.filters : packed;
      multiply(slab, panel, segments, offset, begin == first_strip ? S{0} : S{1}, gradient);
    }
  }

 private:
  using tile = tiling<S>;

  /// The channels of the group, from input row `top` on, with the padding around.
  void fill_slab(S* to, index_t image, index_t top) const {
    index_t const channels = plan_.channels, left = std::min(s_.padding, plan_.slab_width);
    index_t const right = std::clamp(s_.width + s_.padding, left, plan_.slab_width);
    for (index_t r = 0; r < plan_.slab_rows; ++r, to += plan_.slab_width * channels) {
      index_t const y = top + r;
      if (y < 0 || y >= s_.height) {
        clear_run(to, plan_.slab_width * channels);
        continue;
      }
      S const* const from = x_ + (image * s_.height + y) * s_.width * s_.channels + first_channel_;
      clear_run(to, left * channels);
      if (s_.groups == 1)
        copy_run(to + left * channels, from, (right - left) * channels);
      else
        for (index_t c = left; c < right; ++c) copy_run(to + c * channels, from + (c - left) * s_.channels, channels);
      clear_run(to + right * channels, (plan_.slab_width - right) * channels);
    }
  }

  /// One row of dy, the columns of the panel; adds it to the bias.
  void fill_panel(S* to, index_t image, index_t row, S* bias) const {
    index_t const width = s_.out_width();
    S const* const from = dy_ + (image * s_.out_height() + row) * width * s_.filters + first_filter_;
    pack_b_panel(to, from, s_.filters, 1, width, columns_);
    if (!with_bias_) return;
    S sum[static_cast<std::size_t>(tile::columns)] = {};
    index_t const written = round_up(columns_, tile::lanes);
    for (index_t p = 0; p < width; ++p)
      for (index_t j = 0; j < written; ++j) sum[j] += to[p * tile::columns + j];
    for (index_t j = 0; j < columns_; ++j) bias[j] += sum[j];
  }

  void multiply(S const* slab, S const* panel, index_t segments, index_t const* offset, S beta, S* gradient) const {
    // Neighbouring kernel columns are neighbours in the slab: with dilation 1 a kernel row is one run of rows of A.
    bool const merged = s_.dilation == 1;
    index_t const run = (merged ? s_.kernel_w : 1) * plan_.channels, runs_per_row = merged ? 1 : s_.kernel_w;
    index_t const width = s_.out_width();
    S unused[static_cast<std::size_t>(tile::columns)];
    for (index_t r = 0; r < s_.kernel_h * runs_per_row; ++r)
      for (index_t i = 0; i < run; i += tile::rows) {
        index_t const height = std::min(tile::rows, run - i);
        S* row[static_cast<std::size_t>(tile::rows)];
        for (index_t k = 0; k < tile::rows; ++k)
          row[k] = k < height ? gradient + (r * run + i + k) * s_.filters + first_filter_ : unused;
        S const* const from = slab + i + r / runs_per_row * s_.dilation * plan_.slab_width * plan_.channels +
                              r % runs_per_row * s_.dilation * plan_.channels;
        multiply_rows<S, 1>(rounded_height(height),
                            {from, s_.stride * plan_.channels, panel, width, segments, offset},
                            {row, 0, 1, columns_, S{1}, beta, nullptr});
      }
  }

  /// A row more costs less than a further tile of one row.
  static index_t rounded_height(index_t height) {
    return height == 3 || height == 7 || height == tile::rows - 1 ? height + 1 : height;
  }

  conv_shape const& s_;
  weight_plan<S> const& plan_;
  S const *x_, *dy_;
  bool with_bias_;
  index_t first_channel_, first_filter_, columns_;
};

/// dw += ..., dbias += ...
template <class S>
void backward_weight_product(context const& ctx, conv_shape const& s, S const* x, S const* dy, S* dw, S* dbias) {
  weight_plan<S> const plan(s);
  index_t const size = (plan.depth + 1) * s.filters;
  product_shape const work{plan.depth, s.filters, s.batch * s.out_height() * s.out_width()};
  bool const parallel = work.operations() >= parallel_operations;
  scratch_frame frame(ctx);
  S* const part = frame.take<S>(plan.parts * size);
  for_blocks(ctx, parallel, plan.parts * plan.panels, [&](index_t block, int worker) {
    scratch_frame mine(ctx, worker);
    index_t const p = block / plan.panels, first = p * plan.strips_per_part;
    weight_block<S>(s, plan, x, dy, dbias != nullptr, block % plan.panels)
        .run(mine, first, std::min(plan.strips, first + plan.strips_per_part), part + p * size);
  });
  constexpr index_t grain = 64;
  for_blocks(ctx, parallel, block_count(plan.depth + 1, grain), [&](index_t block, int) {
    index_t const first = block * grain, last = std::min(plan.depth + 1, first + grain);
    tree_add(part, plan.parts, size, first * s.filters, last * s.filters);
    for (index_t f = 0; f < s.filters; ++f) {
      for (index_t k = first; k < std::min(last, plan.depth); ++k) dw[f * plan.depth + k] += part[k * s.filters + f];
      if (dbias && last == plan.depth + 1) dbias[f] += part[plan.depth * s.filters + f];
    }
  });
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
