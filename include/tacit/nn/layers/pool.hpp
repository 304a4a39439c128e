// Pooling layers over images: maximum and average, in windows or over all positions.
#pragma once

#include <cstdint>

#include "tacit/kernel/pool.hpp"
#include "tacit/nn/detail/require_shape.hpp"
#include "tacit/nn/layer.hpp"

namespace tacit::inline TACIT_ABI {

struct pool_options {
  index_t kernel = 2;
  index_t stride = 0;  ///< 0: the kernel's size
  index_t padding = 0;
  bool count_padding = true;  ///< average: padded zeros count in the divisor
};

namespace detail {
/// The window geometry that both pooling layers share; the output size is rounded down.
struct pool_window : layer_defaults {
  pool_options options;

  pool_window(char const* name, pool_options o) : options(o) {
    if (o.stride == 0) options.stride = o.kernel;
    if (o.kernel <= 0 || o.stride < 0 || o.padding < 0 || 2 * o.padding > o.kernel)
      throw_error<value_error>("{}: kernel and stride must be positive and the padding at most half the kernel",
                               {name});
  }
  shape_t output_shape(char const* name, shape_t const& in) const {
    require_image(name, in);
    index_t const room = 2 * options.padding;
    if (in[0] + room < options.kernel || in[1] + room < options.kernel)
      throw_shape(name, "padded input", message("at least {}", {shape_t{options.kernel, options.kernel}}),
                  shape_t{in[0] + room, in[1] + room});
    pool_shape const s = shape(in, 1);
    return {s.out_height(), s.out_width(), in[2]};
  }
  pool_shape shape(shape_t const& in, index_t rows) const {
    return {.batch = rows,
            .height = in[0],
            .width = in[1],
            .channels = in[2],
            .kernel = options.kernel,
            .stride = options.stride,
            .padding = options.padding};
  }
};
}  // namespace detail

struct max_pool_layer : detail::pool_window {
  static constexpr char const* name = "max_pool";
  static constexpr bool needs_input = false, needs_output = false;
  explicit max_pool_layer(pool_options o) : pool_window(name, o) {}

  shape_t output_shape(shape_t const& in) const { return pool_window::output_shape(name, in); }
  /// Where each maximum was found.
  index_t saved(shape_t const& in, index_t rows, index_t) const {
    return rows * element_count(output_shape(in)) * static_cast<index_t>(sizeof(std::int32_t));
  }
  template <class S>
  void forward(layer_pass<S> const& at, S const* x, S* y) const {
    scratch_frame frame(at.ctx);
    auto* place = at.template saved<std::int32_t>();
    if (!place) place = frame.take<std::int32_t>(at.rows * element_count(at.out()));
    max_pool_forward(at.ctx, shape(at.in(), at.rows), x, y, place);
  }
  template <class S>
  void backward(layer_pass<S> const& at, S const*, S const*, S const* dy, S* dx) const {
    max_pool_backward(at.ctx, shape(at.in(), at.rows), dy, at.template saved<std::int32_t const>(), dx);
  }
};

struct avg_pool_layer : detail::pool_window {
  static constexpr char const* name = "avg_pool";
  static constexpr bool needs_input = false, needs_output = false;
  explicit avg_pool_layer(pool_options o) : pool_window(name, o) {}

  shape_t output_shape(shape_t const& in) const { return pool_window::output_shape(name, in); }
  template <class S>
  void forward(layer_pass<S> const& at, S const* x, S* y) const {
    avg_pool_forward(at.ctx, shape(at.in(), at.rows), options.count_padding, x, y);
  }
  template <class S>
  void backward(layer_pass<S> const& at, S const*, S const*, S const* dy, S* dx) const {
    avg_pool_backward(at.ctx, shape(at.in(), at.rows), options.count_padding, dy, dx);
  }
};

/// Mean over all positions: {height, width, channels} to {channels}.
struct global_avg_pool_layer : layer_defaults {
  static constexpr char const* name = "global_avg_pool";
  static constexpr bool needs_input = false, needs_output = false;

  shape_t output_shape(shape_t const& in) const {
    detail::require_image(name, in);
    return {in[2]};
  }
  template <class S>
  void forward(layer_pass<S> const& at, S const* x, S* y) const {
    global_avg_pool_forward(at.ctx, at.rows, at.in()[0] * at.in()[1], at.in()[2], x, y);
  }
  template <class S>
  void backward(layer_pass<S> const& at, S const*, S const*, S const* dy, S* dx) const {
    global_avg_pool_backward(at.ctx, at.rows, at.in()[0] * at.in()[1], at.in()[2], dy, dx);
  }
};

/// Maximum over all positions: {height, width, channels} to {channels}.
struct global_max_pool_layer : layer_defaults {
  static constexpr char const* name = "global_max_pool";
  static constexpr bool needs_input = false, needs_output = false;

  shape_t output_shape(shape_t const& in) const {
    detail::require_image(name, in);
    return {in[2]};
  }
  index_t saved(shape_t const& in, index_t rows, index_t) const {
    return rows * in[2] * static_cast<index_t>(sizeof(std::int32_t));
  }
  template <class S>
  void forward(layer_pass<S> const& at, S const* x, S* y) const {
    scratch_frame frame(at.ctx);
    auto* place = at.template saved<std::int32_t>();
    if (!place) place = frame.take<std::int32_t>(at.rows * at.in()[2]);
    global_max_pool_forward(at.ctx, at.rows, at.in()[0] * at.in()[1], at.in()[2], x, y, place);
  }
  template <class S>
  void backward(layer_pass<S> const& at, S const*, S const*, S const* dy, S* dx) const {
    global_max_pool_backward(at.ctx, at.rows, at.in()[0] * at.in()[1], at.in()[2], dy,
                             at.template saved<std::int32_t const>(), dx);
  }
};

inline max_pool_layer max_pool(pool_options options = {}) { return max_pool_layer(options); }
inline avg_pool_layer avg_pool(pool_options options = {}) { return avg_pool_layer(options); }
inline constexpr global_avg_pool_layer global_avg_pool{};
inline constexpr global_max_pool_layer global_max_pool{};

}  // namespace tacit::inline TACIT_ABI
