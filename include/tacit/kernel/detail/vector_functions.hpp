// Transcendental functions on one vector: exp, log, square root, tanh, sigmoid, softplus and the normal distribution.
//
// Arguments are reduced to a small interval, where a polynomial takes over. Nothing relies on fused multiply-add or on
// a rounding mode other than the default; special values come out as in <cmath>.
#pragma once

#include <limits>

#include "tacit/kernel/detail/function_constants.hpp"
#include "tacit/kernel/detail/lanes.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// float or double: the scalar of a vector type.
template <class V>
using scalar_of = std::remove_cvref_t<decltype(V{}[0])>;

template <class V>
TACIT_INLINE V absolute(V x) {
  using S = scalar_of<V>;
  using B = pack<bits_of<S>>;
  return __builtin_bit_cast(V, __builtin_bit_cast(B, x) & ~(bits_of<S>{1} << (8 * sizeof(S) - 1)));
}

/// exp(x) = factor 2^power, the power as an integer.
template <class V>
struct exponential {
  V factor;
  pack<bits_of<scalar_of<V>>> power;
};
template <class V>
TACIT_INLINE exponential<V> exponential_parts(V x) {
  using S = scalar_of<V>;
  using K = function_constants<S>;
  using B = pack<bits_of<S>>;
  auto const [t, r] = reduce_exponent<S>(x);
  return {exp_of_remainder_less_1<S>(r) + S(1), __builtin_bit_cast(B, t) - __builtin_bit_cast(B, broadcast(K::round))};
}
/// 2^(biased - bias), a normal number.
template <class S>
TACIT_INLINE pack<S> power_of_two(pack<bits_of<S>> biased) {
  return __builtin_bit_cast(pack<S>, biased << function_constants<S>::mantissa_bits);
}

/// exp(x); infinity above, gradual underflow and 0 below.
template <class V>
TACIT_INLINE V pack_exp(V x) {
  using S = scalar_of<V>;
  using K = function_constants<S>;
  x = x < K::exp_low ? broadcast(K::exp_low) : x;
  x = x > K::exp_high ? broadcast(K::exp_high) : x;
  auto const [factor, power] = exponential_parts(x);
  // 2^power as the product of two normal numbers, of which only the last multiplication can round
  auto const twice_biased = power + 2 * K::bias, half = twice_biased >> 1;
  return factor * power_of_two<S>(half) * power_of_two<S>(twice_biased - half);
}

/// The same for x <= 0, to the bit, in three quarters of the operations.
template <class V>
TACIT_INLINE V pack_exp_below(V x) {
  using S = scalar_of<V>;
  using K = function_constants<S>;
  x = x < K::exp_low ? broadcast(K::exp_low) : x;
  auto const [factor, power] = exponential_parts(x);
  return factor * power_of_two<S>(power + (K::bias + 64)) * S(0x1p-64);  // only the last multiplication can round
}

/// sqrt(x) within an ulp or two. The function of <cmath> sets errno, so that loops which call it are not vectorised.
template <class V>
TACIT_INLINE V pack_sqrt(V x) {
  using S = scalar_of<V>;
  using K = function_constants<S>;
  using B = pack<bits_of<S>>;
  using limits = std::numeric_limits<S>;
  auto const small = x < limits::min();
  V const z = small ? x * (K::sqrt_scale * K::sqrt_scale) : x, half = z * S(0.5);
  V y = __builtin_bit_cast(V, K::inverse_sqrt - (__builtin_bit_cast(B, z) >> 1));
  for (int k = 0; k < K::inverse_sqrt_steps; ++k) y = y * (S(1.5) - half * y * y);
  V const root = z * y, corrected = root + (z - root * root) * (y * S(0.5));
  V const special = x < S(0) ? broadcast(limits::quiet_NaN()) : x;  // 0, infinity and NaN are their own roots
  return ((x > S(0)) & (x < limits::infinity())) ? (small ? corrected / K::sqrt_scale : corrected) : special;
}

/// log(x 2^-shift) for normal positive x.
template <class V>
TACIT_INLINE V log_normal(V x, pack<bits_of<scalar_of<V>>> shift) {
  using S = scalar_of<V>;
  using K = function_constants<S>;
  using U = bits_of<S>;
  using B = pack<U>;
  constexpr U one = K::bias << K::mantissa_bits, mantissa = (U{1} << K::mantissa_bits) - 1;
  constexpr S two_to_mantissa = static_cast<S>(U{1} << K::mantissa_bits);
  // x = 2^e (1 + f), 1 + f between sqrt(1/2) and sqrt(2)
  B const u = __builtin_bit_cast(B, x) + (one - K::sqrt_half);
  B const biased = (u >> K::mantissa_bits) - shift;
  V const f = __builtin_bit_cast(V, (u & mantissa) + K::sqrt_half) - S(1);
  // an integer in the mantissa of 2^mantissa_bits is that integer added; a shift may make it negative: so twice the
  // bias
  V const e = __builtin_bit_cast(V, (biased + K::bias) | __builtin_bit_cast(B, broadcast(two_to_mantissa))) -
              (two_to_mantissa + S(2) * static_cast<S>(K::bias));
  return log_of_parts<S>(e, f);
}

/// log(x): -infinity at 0, NaN below.
template <class V>
TACIT_INLINE V pack_log(V x) {
  using S = scalar_of<V>;
  using K = function_constants<S>;
  using B = pack<bits_of<S>>;
  using limits = std::numeric_limits<S>;
  auto const small = x < limits::min();
  B const shift = __builtin_bit_cast(B, small) & K::denormal_shift;
  V const y = log_normal(small ? x * K::denormal_scale : x, shift);
  V const at_zero = broadcast(-limits::infinity()), below = broadcast(limits::quiet_NaN());
  V const special = x == S(0) ? at_zero : (x < S(0) ? below : x);
  return ((x > S(0)) & (x < limits::infinity())) ? y : special;
}

/// log(1 + x) for 0 <= x <= 1, relatively precise also for tiny x: s = x / (2 + x), and 2 s + s^3 log1p_(s^2).
template <class V>
TACIT_INLINE V log1p_unit(V x) {
  using S = scalar_of<V>;
  V const s = x / (x + S(2)), z = s * s;
  return s * z * polynomial(z, function_constants<S>::log1p_) + (s + s);
}

/// tanh(x) = t / (t + 2) with t = exp(2 |x|) - 1, and the sign of x.
template <class V>
TACIT_INLINE V pack_tanh(V x) {
  using S = scalar_of<V>;
  using K = function_constants<S>;
  using B = pack<bits_of<S>>;
  V a = absolute(x);
  a = a > K::tanh_high ? broadcast(K::tanh_high) : a;
  auto const [k, r] = reduce_exponent<S>(a + a);
  V const y = exp_of_remainder_less_1<S>(r);
  B const biased = __builtin_bit_cast(B, k) - __builtin_bit_cast(B, broadcast(K::round)) + K::bias;
  V const power = __builtin_bit_cast(V, biased << K::mantissa_bits);
  V const t = y * power + (power - S(1)), positive = t / (t + S(2));
  B const sign = __builtin_bit_cast(B, x) ^ __builtin_bit_cast(B, absolute(x));
  return __builtin_bit_cast(V, __builtin_bit_cast(B, positive) | sign);
}

/// 1 / (1 + exp(-x)), precise in both tails.
template <class V>
TACIT_INLINE V pack_sigmoid(V x) {
  using S = scalar_of<V>;
  V const e = pack_exp_below(-absolute(x));
  return (x < S(0) ? e : broadcast(S(1))) / (e + S(1));
}

/// log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)).
template <class V>
TACIT_INLINE V pack_softplus(V x) {
  return (x < scalar_of<V>(0) ? V{} : x) + log1p_unit(pack_exp_below(-absolute(x)));
}

/// The standard normal distribution: its cumulative probability and its density.
template <class V>
struct normal_values {
  V probability, density;
};

/// Precise to a few ulp of x^2 / 2 relative to the smaller tail.
template <class V>
TACIT_INLINE normal_values<V> pack_normal(V x) {
  using S = scalar_of<V>;
  using K = function_constants<S>;
  V a = absolute(x);
  a = a > K::tail_high ? broadcast(K::tail_high) : a;
  V const e = pack_exp_below(a * a * S(-0.5)), inverse = S(1) / (a + S(4));
  V const tail = e * polynomial((a - S(4)) * inverse, K::tail_) * inverse;
  return {x < S(0) ? tail : S(1) - tail, e * S(0.39894228040143267794)};
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
