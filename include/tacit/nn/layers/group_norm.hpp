// group_norm: normalises each sample's channels in groups, over all positions.
#pragma once

#include "tacit/kernel/group_norm.hpp"
#include "tacit/nn/detail/require_shape.hpp"
#include "tacit/nn/layer.hpp"

namespace tacit::inline TACIT_ABI {

struct group_norm_options {
  index_t groups = 1;
  double eps = 1e-5;
};

/// y = scale_c (x - mean) / sqrt(variance + eps) + shift_c, per sample and group of channels, biased variance
/// (Wu and He 2018). Blocks: scale, shift.
struct group_norm_layer : layer_defaults {
  static constexpr char const* name = "group_norm";
  static constexpr bool needs_output = false;
  group_norm_options options;

  explicit group_norm_layer(group_norm_options o) : options(o) {
    if (o.groups <= 0) detail::throw_error<value_error>("group_norm: groups must be positive, got {}", {o.groups});
  }

  shape_t output_shape(shape_t const& in) const {
    detail::require_image(name, in);
    if (in[2] % options.groups != 0)
      detail::throw_shape(name, detail::message("channels of input {}", {in}),
                          detail::message("a multiple of {} groups", {options.groups}), in[2]);
    return in;
  }
  void declare(declaration& blocks, shape_t const& in) const {
    blocks.norm("scale", {in[2]}, 1);
    blocks.norm("shift", {in[2]}, 0);
  }
  /// The mean and 1 / sqrt(variance + eps) of each sample and group.
  index_t saved(shape_t const&, index_t rows, index_t scalar_bytes) const {
    return 2 * rows * options.groups * scalar_bytes;
  }

  template <class S>
  void forward(layer_pass<S> const& at, S const* x, S* y) const {
    scratch_frame frame(at.ctx);
    S* mean = at.template saved<S>();
    if (!mean) mean = frame.take<S>(2 * at.rows * options.groups);
    group_norm_forward(at.ctx, at.rows, at.in()[0] * at.in()[1], at.in()[2], options.groups, options.eps, x,
                       at.parameter(0), at.parameter(1), mean, mean + at.rows * options.groups, y);
  }
  template <class S>
  void backward(layer_pass<S> const& at, S const* x, S const*, S const* dy, S* dx) const {
    scratch_frame frame(at.ctx);
    S const* mean = at.template saved<S>();
    if (!dx) dx = frame.take<S>(at.rows * element_count(at.in()));
    group_norm_backward(at.ctx, at.rows, at.in()[0] * at.in()[1], at.in()[2], options.groups, x, at.parameter(0), mean,
                        mean + at.rows * options.groups, dy, dx, at.gradient(0), at.gradient(1));
  }
};

inline group_norm_layer group_norm(group_norm_options options) { return group_norm_layer(options); }

}  // namespace tacit::inline TACIT_ABI
