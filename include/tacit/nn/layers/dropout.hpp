// dropout: zeroes elements at random; row_dropout: zeroes whole samples, as stochastic depth does.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "tacit/kernel/parallel.hpp"
#include "tacit/nn/layer.hpp"

namespace tacit::inline TACIT_ABI {

struct dropout_options {
  double rate = 0.5;  ///< the probability of being dropped
};

namespace detail {
inline void require_rate(char const* layer, double rate) {
  if (!(rate >= 0 && rate < 1)) throw_error<value_error>("{}: rate must be in [0, 1), got {}", {layer, rate});
}
}  // namespace detail

/// Dropout with a given mask of 0 and 1: y = mask x / (1 - rate); y may be x. Its own gradient, with dy for x.
template <class S>
void apply_dropout(index_t count, double rate, std::uint8_t const* mask, S const* x, S* y) {
  S const scale = static_cast<S>(1 / (1 - rate));
  for (index_t i = 0; i < count; ++i) y[i] = mask[i] ? scale * x[i] : S{0};
}

/// y = mask x / (1 - rate), each element kept with probability 1 - rate; y = x in passes without dropout.
struct dropout_layer : layer_defaults {
  static constexpr char const* name = "dropout";
  static constexpr bool needs_input = false, needs_output = false, in_place = true;
  dropout_options options;

  explicit dropout_layer(dropout_options o) : options(o) { detail::require_rate(name, o.rate); }

  shape_t output_shape(shape_t const& in) const { return in; }
  index_t saved(shape_t const& in, index_t rows, index_t) const { return rows * element_count(in); }

  template <class S>
  void forward(layer_pass<S> const& at, S const* x, S* y) const {
    index_t const n = element_count(at.in());
    if (!at.mode.dropout) {
      if (x != y) std::copy_n(x, at.rows * n, y);
      return;
    }
    scratch_frame frame(at.ctx);
    auto* mask = at.template saved<std::uint8_t>();
    if (!mask) mask = frame.take<std::uint8_t>(at.rows * n);
    auto const threshold = static_cast<std::uint64_t>(options.rate * 0x1.0p32);
    parallel_for(at.ctx, at.rows, [&](index_t r, int) {
      random_stream random = at.random(r);
      for (index_t i = r * n; i < (r + 1) * n; ++i) mask[i] = random.bits() >= threshold;
      apply_dropout(n, options.rate, mask + r * n, x + r * n, y + r * n);
    });
  }
  template <class S>
  void backward(layer_pass<S> const& at, S const*, S const*, S const* dy, S* dx) const {
    index_t const n = at.rows * element_count(at.in());
    auto const* mask = at.template saved<std::uint8_t const>();
    if (at.mode.dropout)
      apply_dropout(n, options.rate, mask, dy, dx);
    else if (dx != dy)
      std::copy_n(dy, n, dx);
  }
};

/// y = x / (1 - rate) for the samples that are kept, 0 for the others; y = x in passes without dropout.
struct row_dropout_layer : layer_defaults {
  static constexpr char const* name = "row_dropout";
  static constexpr bool needs_input = false, needs_output = false, in_place = true;
  dropout_options options;

  explicit row_dropout_layer(dropout_options o) : options(o) { detail::require_rate(name, o.rate); }

  shape_t output_shape(shape_t const& in) const { return in; }

  template <class S>
  void forward(layer_pass<S> const& at, S const* x, S* y) const {
    apply(at, x, y);
  }
  template <class S>
  void backward(layer_pass<S> const& at, S const*, S const*, S const* dy, S* dx) const {
    apply(at, dy, dx);
  }

 private:
  template <class S>
  void apply(layer_pass<S> const& at, S const* x, S* y) const {
    index_t const n = element_count(at.in());
    S const scale = static_cast<S>(1 / (1 - options.rate));
    parallel_for(at.ctx, at.rows, [&](index_t r, int) {
      S const* from = x + r * n;
      S* to = y + r * n;
      if (!at.mode.dropout) {
        if (from != to) std::copy_n(from, n, to);
      } else if (at.random(r).chance(options.rate)) {
        std::fill_n(to, n, S{0});
      } else {
        for (index_t i = 0; i < n; ++i) to[i] = scale * from[i];
      }
    });
  }
};

inline dropout_layer dropout(dropout_options options = {}) { return dropout_layer(options); }
inline row_dropout_layer row_dropout(dropout_options options) { return row_dropout_layer(options); }

}  // namespace tacit::inline TACIT_ABI
