// Activations on one vector: value(x), and backward(v, g) = g act'(x) with v = x or v = act(x), whichever is cheaper
// (needs_input in kernel/activation.hpp says which). Also the epilogues of fused kernels.
#pragma once

#include "tacit/kernel/detail/vector_functions.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

struct identity_function {
  template <class V>
  TACIT_INLINE V value(V x) const {
    return x;
  }
  template <class V>
  TACIT_INLINE V backward(V, V g) const {
    return g;
  }
};

struct relu_function {
  template <class V>
  TACIT_INLINE V value(V x) const {
    return x < scalar_of<V>(0) ? V{} : x;
  }
  template <class V>
  TACIT_INLINE V backward(V y, V g) const {
    return y > scalar_of<V>(0) ? g : V{};
  }
};

template <class S>
struct leaky_relu_function {
  S slope;
  template <class V>
  TACIT_INLINE V value(V x) const {
    return x > S(0) ? x : x * slope;
  }
  template <class V>
  TACIT_INLINE V backward(V y, V g) const {
    return y > S(0) ? g : g * slope;
  }
};

struct tanh_function {
  template <class V>
  TACIT_INLINE V value(V x) const {
    return pack_tanh(x);
  }
  template <class V>
  TACIT_INLINE V backward(V y, V g) const {
    return g * (scalar_of<V>(1) - y * y);
  }
};

struct sigmoid_function {
  template <class V>
  TACIT_INLINE V value(V x) const {
    return pack_sigmoid(x);
  }
  template <class V>
  TACIT_INLINE V backward(V y, V g) const {
    return g * (y * (scalar_of<V>(1) - y));
  }
};

struct softplus_function {
  template <class V>
  TACIT_INLINE V value(V x) const {
    return pack_softplus(x);
  }
  template <class V>
  TACIT_INLINE V backward(V x, V g) const {
    return g * pack_sigmoid(x);
  }
};

struct silu_function {
  template <class V>
  TACIT_INLINE V value(V x) const {
    return x * pack_sigmoid(x);
  }
  template <class V>
  TACIT_INLINE V backward(V x, V g) const {
    V const s = pack_sigmoid(x);
    return g * (s + x * s * (scalar_of<V>(1) - s));
  }
};

struct gelu_function {
  template <class V>
  TACIT_INLINE V value(V x) const {
    return x * pack_normal(x).probability;
  }
  template <class V>
  TACIT_INLINE V backward(V x, V g) const {
    auto const [probability, density] = pack_normal(x);
    return g * (probability + x * density);
  }
};

/// (1 + tanh(u)) / 2 = sigmoid(2 u): no cancellation for negative x.
struct gelu_tanh_function {
  template <class V>
  TACIT_INLINE V value(V x) const {
    return x * pack_sigmoid(twice_u(x));
  }
  template <class V>
  TACIT_INLINE V backward(V x, V g) const {
    using S = scalar_of<V>;
    V const s = pack_sigmoid(twice_u(x));
    V const slope = (x * x * S(3 * cubic) + S(1)) * S(scale);
    return g * (s + x * s * (S(1) - s) * slope);
  }

 private:
  static constexpr double scale = 1.5957691216057307117, cubic = 0.044715;  // 2 sqrt(2 / pi)
  template <class V>
  TACIT_INLINE static V twice_u(V x) {
    using S = scalar_of<V>;
    return x * (x * x * S(cubic) + S(1)) * S(scale);
  }
};

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
