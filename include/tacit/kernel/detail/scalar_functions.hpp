// Functions of one double, behind normal random numbers and losses: the same bits with any C library, on any processor.
// (Those of <cmath> may differ: a library may choose its code by the processor it runs on.)
#pragma once

#include <bit>

#include "tacit/kernel/detail/function_constants.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// log(u) for normal u > 0, at most 2 ulp off: the scalar brother of pack_log.
constexpr double log_of_positive(double u) {
  using K = function_constants<double>;
  constexpr std::uint64_t one = K::bias << K::mantissa_bits, mantissa = (std::uint64_t{1} << K::mantissa_bits) - 1;
  // u = 2^e (1 + f), 1 + f between sqrt(1/2) and sqrt(2)
  std::uint64_t const t = std::bit_cast<std::uint64_t>(u) + (one - K::sqrt_half);
  double const e = static_cast<double>(static_cast<std::int64_t>((t >> K::mantissa_bits) - K::bias));
  double const f = std::bit_cast<double>((t & mantissa) + K::sqrt_half) - 1;
  return log_of_parts<double>(e, f);
}

/// exp(x) for x <= 0, or NaN, at most 2 ulp off: the scalar brother of pack_exp_below.
constexpr double exp_below(double x) {
  using K = function_constants<double>;
  x = x < K::exp_low ? K::exp_low : x;
  auto const [t, r] = reduce_exponent<double>(x);
  std::uint64_t const biased =
      std::bit_cast<std::uint64_t>(t) - std::bit_cast<std::uint64_t>(K::round) + (K::bias + 64);
  double const factor = exp_of_remainder_less_1<double>(r) + 1;
  return factor * std::bit_cast<double>(biased << K::mantissa_bits) * 0x1p-64;  // only the last one can round
}

/// cos(2 pi v) for 0 <= v < 1, at most 2 ulp off, also near its zeros.
constexpr double cos_of_turn(double v) {
  // in r^2 on |r| <= 1/2: cos(pi r / 2) and sin(pi r / 2) / r (Chebyshev's interpolation)
  constexpr double even[] = {0x1.0000000000000p+0,  -0x1.3bd3cc9be45dep+0, 0x1.03c1f081b5aacp-2,
                             -0x1.55d3c7e3c90f8p-6, 0x1.e1f5068355e15p-11, -0x1.a6d1ec7906c20p-16,
                             0x1.f9cc41140bb60p-22, -0x1.b264ba152378ap-28};
  constexpr double odd[] = {0x1.921fb54442d18p+0,  -0x1.4abbce625be41p-1,  0x1.466bc677587f8p-4, -0x1.32d2cce2e5b19p-8,
                            0x1.50782fda12d96p-13, -0x1.e30071afc3e59p-19, 0x1.e3f38399551bfp-25};
  double const quarters = 4 * v;
  int const nearest = static_cast<int>(quarters + 0.5);
  double const r = quarters - nearest, square = r * r;  // exact: quarter turns beyond the nearest one
  double const cosine = polynomial(square, even), sine = r * polynomial(square, odd);
  double const size = nearest % 2 ? sine : cosine;
  return (nearest + 1) & 2 ? -size : size;
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
