// l2_normalise: each vector of the last dimension divided by its length.
#pragma once

#include "tacit/kernel/l2_norm.hpp"
#include "tacit/nn/layer.hpp"

namespace tacit::inline TACIT_ABI {

struct l2_normalise_options {
  double eps = 1e-12;
};

/// y = x / max(|x|, eps).
struct l2_normalise_layer : layer_defaults {
  static constexpr char const* name = "l2_normalise";
  static constexpr bool needs_input = false, in_place = true;
  l2_normalise_options options;

  shape_t output_shape(shape_t const& in) const {
    if (in.empty()) detail::throw_shape(name, "input", "at least one extent", "none");
    return in;
  }
  /// The length of each vector.
  index_t saved(shape_t const& in, index_t rows, index_t scalar_bytes) const {
    return vectors(in, rows) * scalar_bytes;
  }

  template <class S>
  void forward(layer_pass<S> const& at, S const* x, S* y) const {
    index_t const count = vectors(at.in(), at.rows);
    scratch_frame frame(at.ctx);
    S* length = at.template saved<S>();
    if (!length) length = frame.take<S>(count);
    tacit::l2_normalise(at.ctx, count, at.in().back(), options.eps, x, length, y);
  }
  template <class S>
  void backward(layer_pass<S> const& at, S const*, S const* y, S const* dy, S* dx) const {
    l2_normalise_backward(at.ctx, vectors(at.in(), at.rows), at.in().back(), options.eps, at.template saved<S const>(),
                          y, dy, dx);
  }

 private:
  static index_t vectors(shape_t const& in, index_t rows) { return rows * element_count(in) / in.back(); }
};

inline l2_normalise_layer l2_normalise(l2_normalise_options options = {}) { return {{}, options}; }

}  // namespace tacit::inline TACIT_ABI
