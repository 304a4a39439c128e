// Initial values of parameters: He, Glorot and constants, drawn from a stream of the block's own.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>

#include "tacit/kernel/random.hpp"
#include "tacit/nn/parameters.hpp"

namespace tacit::inline TACIT_ABI {

/// He et al. 2015 (variance 2 / fan) or Glorot and Bengio 2010 (variance 2 / (fan in + fan out)); both normal.
enum class init : std::uint8_t { he, glorot };

/// Which fan `init::he` divides by: inputs of a unit, or outputs that an input reaches.
enum class fan : std::uint8_t { in, out };

/// How one block gets its first values: normal with mean `mean` and the given deviation (0: all equal to the mean).
struct initialiser {
  double mean = 0, deviation = 0;

  static initialiser constant(double value) { return {value, 0}; }
  static initialiser of(init kind, fan which, index_t fan_in, index_t fan_out) {
    index_t const he_fan = which == fan::in ? fan_in : fan_out;
    double const scale = kind == init::he ? static_cast<double>(he_fan) : static_cast<double>(fan_in + fan_out);
    return {0, std::sqrt(2 / scale)};
  }
};

/// Fills a block. `number` is the block's position in its table: it keys the stream, so that a block's values depend
/// neither on the other blocks' sizes nor on the scalar (float is the rounded double).
template <class Scalar>
void initialise(std::span<Scalar> values, initialiser how, std::uint64_t seed, std::uint64_t number) {
  std::fill(values.begin(), values.end(), static_cast<Scalar>(how.mean));
  if (how.deviation == 0) return;
  random_stream(seed, purpose::initialise, 0, number).normals(std::ssize(values), [&](index_t i, double z) {
    values[static_cast<std::size_t>(i)] = static_cast<Scalar>(how.mean + how.deviation * z);
  });
}

}  // namespace tacit::inline TACIT_ABI
