// Helpers of the tests of elementwise kernels: reproducible numbers, thread counts, differences.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "tacit/kernel/context.hpp"
#include "tacit/kernel/random.hpp"

namespace support {

using tacit::index_t;

/// Normal numbers; `lane` tells arrays apart.
template <class S>
std::vector<S> numbers(index_t n, std::uint32_t lane, double mean = 0, double deviation = 1) {
  tacit::random_stream random(7, tacit::purpose::generate, 0, 0, lane);
  std::vector<S> v(static_cast<std::size_t>(n));
  for (S& e : v) e = static_cast<S>(mean + deviation * random.normal());
  return v;
}

template <class S>
std::vector<double> widened(std::vector<S> const& v) {
  return {v.begin(), v.end()};
}

/// The largest |a - b| / (1 + |b|); NaN if any difference is.
template <class A, class B>
double difference(std::vector<A> const& a, std::vector<B> const& b) {
  REQUIRE(a.size() == b.size());
  double worst = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    double const d = std::abs(double(a[i]) - double(b[i])) / (1 + std::abs(double(b[i])));
    if (!(d <= worst)) worst = d;
  }
  return worst;
}

template <class S>
bool same_bits(std::vector<S> const& a, std::vector<S> const& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(S)) == 0;
}

/// f(context) returns a vector: the same bits for any number of threads. On one thread, where it is known who asks for
/// scratch memory, the second call takes no more of it.
template <class F>
void require_same_for_any_threads(F const& f) {
  tacit::context const serial(1);
  auto const expected = f(serial);
  std::size_t const capacity = serial.arena(0).capacity();
  REQUIRE(same_bits(f(serial), expected));
  REQUIRE(serial.arena(0).capacity() == capacity);
  for (int threads : {2, 3, 4, 7}) {
    INFO(threads << " threads");
    REQUIRE(same_bits(f(tacit::context(threads)), expected));
  }
}

/// Tolerances of sums of a few hundred terms of size 1.
template <class S>
constexpr double tolerance = sizeof(S) == 4 ? 2e-5 : 1e-13;

/// d loss / d x[i] by central differences, for all i.
template <class F>
std::vector<double> numeric_gradient(F const& loss, std::vector<double> x, double step = 1e-5) {
  std::vector<double> g(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    double const kept = x[i];
    x[i] = kept + step;
    double const above = loss(x);
    x[i] = kept - step;
    g[i] = (above - loss(x)) / (2 * step);
    x[i] = kept;
  }
  return g;
}

inline double inner(std::vector<double> const& a, std::vector<double> const& b) {
  double s = 0;
  for (std::size_t i = 0; i < a.size(); ++i) s += a[i] * b[i];
  return s;
}

/// Sizes around every width of a vector, and one that is cut into blocks.
inline std::vector<index_t> odd_sizes() { return {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 65, 1000, 40001}; }

}  // namespace support
