// multiply: every element times a constant.
#pragma once

#include "tacit/kernel/parallel.hpp"
#include "tacit/nn/layer.hpp"

namespace tacit::inline TACIT_ABI {

/// y = factor x.
struct multiply_layer : layer_defaults {
  static constexpr char const* name = "multiply";
  static constexpr bool needs_input = false, needs_output = false, in_place = true;
  double factor = 1;

  shape_t output_shape(shape_t const& in) const { return in; }

  template <class S>
  void forward(layer_pass<S> const& at, S const* x, S* y) const {
    times_factor(at, x, y);
  }
  template <class S>
  void backward(layer_pass<S> const& at, S const*, S const*, S const* dy, S* dx) const {
    if (dx) times_factor(at, dy, dx);
  }

 private:
  template <class S>
  void times_factor(layer_pass<S> const& at, S const* from, S* to) const {
    auto const f = static_cast<S>(factor);
    parallel_ranges(at.ctx, at.rows * element_count(at.in()), index_t{1} << 14, [=](index_t first, index_t last, int) {
      for (index_t i = first; i < last; ++i) to[i] = f * from[i];
    });
  }
};

inline multiply_layer multiply(double factor) { return {{}, factor}; }

}  // namespace tacit::inline TACIT_ABI
