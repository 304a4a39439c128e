// gaussian_noise: adds independent normal noise to every element.
#pragma once

#include <algorithm>
#include <string>

#include "tacit/kernel/parallel.hpp"
#include "tacit/nn/layer.hpp"

namespace tacit::inline TACIT_ABI {

struct gaussian_noise_options {
  double sigma = 0.15;  ///< standard deviation, in units of the input
};

/// y = x + sigma n, n standard normal; y = x in passes without dropout.
struct gaussian_noise_layer : layer_defaults {
  static constexpr char const* name = "gaussian_noise";
  static constexpr bool needs_input = false, needs_output = false, in_place = true;
  gaussian_noise_options options;

  explicit gaussian_noise_layer(gaussian_noise_options o) : options(o) {
    if (!(o.sigma >= 0))
      detail::throw_error<value_error>("gaussian_noise: sigma must not be negative, got {}", {o.sigma});
  }

  shape_t output_shape(shape_t const& in) const { return in; }

  template <class S>
  void forward(layer_pass<S> const& at, S const* x, S* y) const {
    index_t const n = element_count(at.in());
    parallel_for(at.ctx, at.rows, [&](index_t r, int) {
      if (!at.mode.dropout) {
        if (x != y) std::copy_n(x + r * n, n, y + r * n);
        return;
      }
      at.random(r).normals(
          n, [&](index_t i, double z) { y[r * n + i] = x[r * n + i] + static_cast<S>(options.sigma * z); });
    });
  }
  template <class S>
  void backward(layer_pass<S> const& at, S const*, S const*, S const* dy, S* dx) const {
    if (dx != dy) std::copy_n(dy, at.rows * element_count(at.in()), dx);
  }
};

inline gaussian_noise_layer gaussian_noise(gaussian_noise_options options = {}) {
  return gaussian_noise_layer(options);
}

}  // namespace tacit::inline TACIT_ABI
