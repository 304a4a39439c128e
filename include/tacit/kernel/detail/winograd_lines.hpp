// The one-dimensional transforms of Winograd's F(4, 3): 4 outputs of a filter of 3 taps by 6 multiplications.
// Lavin and Gray 2016, "Fast algorithms for convolutional neural networks"; the points are 0, 1, -1, 2, -2, infinity.
#pragma once

#include "tacit/kernel/detail/lanes.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// Each turns `from` vectors, `step` apart, into `to` vectors.

/// B^T: six inputs.
struct winograd_input {
  static constexpr index_t from = 6, to = 6;
  template <class V>
  TACIT_INLINE static void line(V const* d, index_t step, V* t, index_t out) {
    using S = std::remove_cvref_t<decltype(d[0][0])>;
    V const d1 = d[step], d2 = d[2 * step], d3 = d[3 * step], d4 = d[4 * step];
    V const a = d4 - S(4) * d2, b = d3 - S(4) * d1, c = d4 - d2, e = S(2) * (d3 - d1);
    t[0] = S(4) * d[0] + (d4 - S(5) * d2);
    t[out] = a + b;
    t[2 * out] = a - b;
    t[3 * out] = c + e;
    t[4 * out] = c - e;
    t[5 * out] = S(4) * d1 + (d[5 * step] - S(5) * d3);
  }
};

/// A^T: four outputs from the products.
struct winograd_output {
  static constexpr index_t from = 6, to = 4;
  template <class V>
  TACIT_INLINE static void line(V const* m, index_t step, V* y, index_t out) {
    using S = std::remove_cvref_t<decltype(m[0][0])>;
    V const s = m[step] + m[2 * step], d = m[step] - m[2 * step];
    V const s2 = m[3 * step] + m[4 * step], d2 = m[3 * step] - m[4 * step];
    y[0] = m[0] + s + s2;
    y[out] = d + S(2) * d2;
    y[2 * out] = s + S(4) * s2;
    y[3 * out] = d + S(8) * d2 + m[5 * step];
  }
};

/// A: gradients of four outputs become gradients of the products.
struct winograd_output_gradient {
  static constexpr index_t from = 4, to = 6;
  template <class V>
  TACIT_INLINE static void line(V const* y, index_t step, V* m, index_t out) {
    using S = std::remove_cvref_t<decltype(y[0][0])>;
    V const y0 = y[0], y1 = y[step], y2 = y[2 * step], y3 = y[3 * step];
    V const even = y0 + y2, odd = y1 + y3, even2 = y0 + S(4) * y2, odd2 = S(2) * y1 + S(8) * y3;
    m[0] = y0;
    m[out] = even + odd;
    m[2 * out] = even - odd;
    m[3 * out] = even2 + odd2;
    m[4 * out] = even2 - odd2;
    m[5 * out] = y3;
  }
};

/// G: three taps.
struct winograd_filter {
  static constexpr index_t from = 3, to = 6;
  template <class V>
  TACIT_INLINE static void line(V const* g, index_t step, V* u, index_t out) {
    using S = std::remove_cvref_t<decltype(g[0][0])>;
    V const g0 = g[0], g1 = g[step], g2 = g[2 * step];
    V const sixth = (g0 + g2) * S(-1.0 / 6), far = g0 * S(1.0 / 24) + g2 * S(1.0 / 6);
    u[0] = g0 * S(0.25);
    u[out] = sixth - g1 * S(1.0 / 6);
    u[2 * out] = sixth + g1 * S(1.0 / 6);
    u[3 * out] = far + g1 * S(1.0 / 12);
    u[4 * out] = far - g1 * S(1.0 / 12);
    u[5 * out] = g2;
  }
};

/// G^T: gradients of the transformed taps become gradients of the taps.
struct winograd_filter_gradient {
  static constexpr index_t from = 6, to = 3;
  template <class V>
  TACIT_INLINE static void line(V const* u, index_t step, V* g, index_t out) {
    using S = std::remove_cvref_t<decltype(u[0][0])>;
    V const s = (u[step] + u[2 * step]) * S(-1.0 / 6), d = (u[2 * step] - u[step]) * S(1.0 / 6);
    V const s2 = u[3 * step] + u[4 * step], d2 = u[3 * step] - u[4 * step];
    g[0] = u[0] * S(0.25) + s + s2 * S(1.0 / 24);
    g[out] = d + d2 * S(1.0 / 12);
    g[2 * out] = s + s2 * S(1.0 / 6) + u[5 * step];
  }
};

/// The transform of a square: its columns, then its rows.
template <class Line, class V>
TACIT_INLINE void winograd_square(V const* in, V* out) {
  V half[static_cast<std::size_t>(Line::to * Line::from)];
  for (index_t j = 0; j < Line::from; ++j) Line::line(in + j, Line::from, half + j, Line::from);
  for (index_t i = 0; i < Line::to; ++i) Line::line(half + i * Line::from, 1, out + i * Line::to, 1);
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
