// The constants of transcendental functions, by precision. The polynomials' coefficients minimise the largest error
// (Remez exchange in 90 decimal digits) on the interval to which arguments are reduced. And what scalars and vectors
// compute alike with them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// Numbers that depend on the precision.
template <class S>
struct function_constants;

template <>
struct function_constants<float> {
  static constexpr int mantissa_bits = 23;
  static constexpr std::uint32_t bias = 127;
  static constexpr float round = 0x1.8p23f;       // adding and subtracting it rounds to an integer
  static constexpr float ln2_high = 0x1.62ep-1f;  // few bits: exact when multiplied by an exponent
  static constexpr float ln2_low = 0x1.0bfbe8p-15f;
  static constexpr float exp_low = -104.5f, exp_high = 89.f;  // beyond: 0 and infinity
  static constexpr float tanh_high = 10.f;                    // beyond: 1
  static constexpr float tail_high = 14.5f;                   // beyond: 0
  static constexpr std::uint32_t sqrt_half = 0x3f3504f3;
  static constexpr std::uint32_t inverse_sqrt = 0x5f375a86;  // less half the bits of x: 1 / sqrt(x) within 4 %
  static constexpr int inverse_sqrt_steps = 3;               // of Newton's method, each squaring the error
  static constexpr float sqrt_scale = 0x1p12f;               // its square makes the smallest numbers normal
  static constexpr float denormal_scale = 0x1p25f;
  static constexpr std::uint32_t denormal_shift = 25;
  // (exp(r) - 1 - r) / r^2 on |r| <= ln(2) / 2
  static constexpr float exp_[] = {0x1.000000325b5b1p-1f, 0x1.5554b28ca782ap-3f, 0x1.55548b733d013p-5f,
                                   0x1.122616ff53cfdp-7f, 0x1.6d95c99c3edcdp-10f};
  // (log((1 + s) / (1 - s)) - 2 s) / s^3 in s^2, for (1 + s) / (1 - s) from sqrt(1/2) to sqrt(2)
  static constexpr float log_[] = {0x1.5555550287565p-1f, 0x1.999a73dd28d31p-2f, 0x1.243a358938b53p-2f,
                                   0x1.e2c9d28abc0adp-3f};
  // the same for (1 + s) / (1 - s) from 1 to 2
  static constexpr float log1p_[] = {0x1.555558413441dp-1f, 0x1.9996b62e73c40p-2f, 0x1.25080d8e20aadp-2f,
                                     0x1.b6f3872c2f38dp-3f, 0x1.f146ec2a99d91p-3f};
  // (x + 4) exp(x^2 / 2) (1 - Phi(x)) in (x - 4) / (x + 4), x >= 0
  static constexpr float tail_[] = {0x1.82b4bbb773f87p-1f,  -0x1.373e38bc6c783p-1f, 0x1.8c6d9d96eaf5ap-2f,
                                    -0x1.7e00007c237bdp-3f, 0x1.eed407b8f0a34p-5f,  -0x1.ed2d10d370ec7p-8f,
                                    -0x1.cc666d3dc2b0bp-9f, 0x1.9b8ae2bf3b02ap-10f, 0x1.782a6690b89e6p-13f,
                                    -0x1.14bd0822cbca2p-13f};
};

template <>
struct function_constants<double> {
  static constexpr int mantissa_bits = 52;
  static constexpr std::uint64_t bias = 1023;
  static constexpr double round = 0x1.8p52;
  static constexpr double ln2_high = 0x1.62e42fefap-1;
  static constexpr double ln2_low = 0x1.cf79abc9e3b39803p-40;
  static constexpr double exp_low = -746., exp_high = 710.;
  static constexpr double tanh_high = 22.;
  static constexpr double tail_high = 39.;
  static constexpr std::uint64_t sqrt_half = 0x3fe6a09e667f3bcd;
  static constexpr std::uint64_t inverse_sqrt = 0x5fe6eb50c7b537a9;
  static constexpr int inverse_sqrt_steps = 4;
  static constexpr double sqrt_scale = 0x1p27;
  static constexpr double denormal_scale = 0x1p54;
  static constexpr std::uint64_t denormal_shift = 54;
  static constexpr double exp_[] = {0x1.0000000000004p-1,  0x1.555555555555cp-3,  0x1.55555555525a9p-5,
                                    0x1.111111110e9a4p-7,  0x1.6c16c17e421a6p-10, 0x1.a01a01b4fe543p-13,
                                    0x1.a019a8f34522ep-16, 0x1.71ddebbab4681p-19, 0x1.28a091055c730p-22,
                                    0x1.af743a06244f6p-26};
  static constexpr double log_[] = {0x1.5555555555588p-1, 0x1.9999999982abbp-2, 0x1.2492493fdba44p-2,
                                    0x1.c71c53831cdbep-3, 0x1.7465f9a29f833p-3, 0x1.39a814c4fc3a5p-3,
                                    0x1.2eca6a344faf5p-3};
  static constexpr double log1p_[] = {0x1.5555555555556p-1, 0x1.9999999999590p-2, 0x1.24924924c01dbp-2,
                                      0x1.c71c71a6d06d7p-3, 0x1.745d1ddc5b450p-3, 0x1.3b12d9b694344p-3,
                                      0x1.112306207743dp-3, 0x1.dfe7eae7e397ep-4, 0x1.c14ceed332c4cp-4,
                                      0x1.1efdd33c2e76fp-4, 0x1.50d9044e97fecp-3};
  static constexpr double tail_[] = {
      0x1.82b4bb8c94dcep-1,  -0x1.373e3a893c27ep-1,  0x1.8c6dbf2cfc34ap-2,   -0x1.7dff2bff6974cp-3,
      0x1.eec4cc3e3f5acp-5,  -0x1.ee2760ffd2113p-8,  -0x1.c81719c486d78p-9,  0x1.ab825ebefe89cp-10,
      0x1.17a4a32187d9dp-13, -0x1.e4a3e8c4301eep-13, -0x1.000c5722fe42ap-19, 0x1.26cc581c21708p-15,
      0x1.7f816802d2b1dp-21, -0x1.8cec68ae2d349p-18, -0x1.4e8faf6090edep-21, 0x1.0fabfd312acc1p-20,
      0x1.1703478af37ccp-22, -0x1.38a9c6a50cdcdp-23, -0x1.33ddf0e7452e4p-24, 0x1.39409e8ffd773p-27,
      0x1.6ea4d363293bap-27, 0x1.abfdee919d0d0p-30};
};

/// c[0] + c[1] x + c[2] x^2 + ..., for a scalar or a vector.
template <class V, class S, std::size_t N>
TACIT_INLINE constexpr V polynomial(V x, S const (&c)[N]) {
  V p = V{} + c[N - 1];
  for (std::size_t k = N - 1; k-- > 0;) p = p * x + c[k];
  return p;
}

/// x = power ln 2 + remainder, |remainder| <= ln(2) / 2, with the integer power also as the bits of round + power.
template <class V>
struct reduced {
  V power_plus_round, remainder;
};
/// For a scalar S or a vector of them.
template <class S, class V>
TACIT_INLINE constexpr reduced<V> reduce_exponent(V x) {
  using K = function_constants<S>;
  V const t = x * S(1.4426950408889634074) + K::round;
  V const power = t - K::round;
  return {t, (x - power * K::ln2_high) - power * K::ln2_low};
}
/// exp(r) - 1 for such a remainder.
template <class S, class V>
TACIT_INLINE constexpr V exp_of_remainder_less_1(V r) {
  return r * r * polynomial(r, function_constants<S>::exp_) + r;
}

/// log(2^e (1 + f)) for 1 + f between sqrt(1/2) and sqrt(2), a scalar S or a vector of them: with s = f / (2 + f),
/// log(1 + f) = 2 s + s^3 log_(s^2) = f - (f^2 / 2 - s (f^2 / 2 + s^2 log_(s^2))).
template <class S, class V>
TACIT_INLINE constexpr V log_of_parts(V e, V f) {
  using K = function_constants<S>;
  V const s = f / (f + S(2)), z = s * s, half_square = f * f * S(0.5);
  V const correction = s * (half_square + z * polynomial(z, K::log_)) + e * K::ln2_low;
  return e * K::ln2_high - ((half_square - correction) - f);
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
