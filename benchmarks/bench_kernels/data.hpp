// Random data for the cases, the same in every run and for all libraries, in memory such as networks use.
#pragma once

#include <algorithm>
#include <memory>

#include "case.hpp"
#include "tacit/tensor/buffer.hpp"

namespace bench {

template <class S>
using array = std::shared_ptr<tacit::buffer<S>>;

/// n numbers, uniform in [-1, 1).
template <class S>
array<S> random_array(index_t n, std::uint64_t seed = 1) {
  auto values = std::make_shared<tacit::buffer<S>>(static_cast<std::size_t>(n));
  std::uint64_t state = seed * 0x9E3779B97F4A7C15u;  // a linear congruence is quick, and random enough for timing
  for (S& v : *values) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    v = static_cast<S>(static_cast<double>(state >> 40) / double(1 << 23) - 1);
  }
  return values;
}

template <class S>
array<S> constant_array(index_t n, S value) {
  auto values = std::make_shared<tacit::buffer<S>>(static_cast<std::size_t>(n));
  std::fill(values->begin(), values->end(), value);
  return values;
}

template <class S>
constexpr char const* scalar_name = sizeof(S) == 4 ? "f32" : "f64";

/// "64x32x3"
template <class... N>
std::string extents(N... n) {
  std::string text;
  ((text += (text.empty() ? "" : "x") + std::to_string(n)), ...);
  return text;
}

}  // namespace bench
