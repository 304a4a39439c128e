// Counter-based randomness: Philox4x32-10, and streams keyed by what the numbers are for. No state lives anywhere else.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>

#include "tacit/kernel/detail/scalar_functions.hpp"
#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {

/// The four words of Lanes counters of Philox4x32, side by side, each in 64 bits.
template <std::size_t Lanes>
struct philox_counters {
  std::uint64_t a[Lanes], b[Lanes], c[Lanes], d[Lanes];
};

/// Ten rounds of Philox4x32 on each counter. Compilers vectorise over the lanes.
template <std::size_t Lanes>
constexpr philox_counters<Lanes> philox_rounds(philox_counters<Lanes> w, std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    for (std::size_t l = 0; l < Lanes; ++l) {
      std::uint64_t const p0 = w.a[l] * 0xD2511F53u, p1 = w.c[l] * 0xCD9E8D57u;
      w.a[l] = p1 >> 32 ^ w.b[l] ^ key[0];
      w.b[l] = p1 & 0xFFFFFFFFu;
      w.c[l] = p0 >> 32 ^ w.d[l] ^ key[1];
      w.d[l] = p0 & 0xFFFFFFFFu;
    }
    key[0] += 0x9E3779B9u;
    key[1] += 0xBB67AE85u;
  }
  return w;
}

/// The 53 upper bits of two words, as a number in [0, 1).
constexpr double unit_interval(std::uint64_t high, std::uint64_t low) {
  return static_cast<double>((high << 32 | low) >> 11) * 0x1.0p-53;
}

}  // namespace detail

/// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011).
constexpr std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> c, std::array<std::uint32_t, 2> k) {
  auto const w = detail::philox_rounds<1>({{c[0]}, {c[1]}, {c[2]}, {c[3]}}, k);
  return {static_cast<std::uint32_t>(w.a[0]), static_cast<std::uint32_t>(w.b[0]), static_cast<std::uint32_t>(w.c[0]),
          static_cast<std::uint32_t>(w.d[0])};
}

/// What random numbers are for: streams of different purposes never share a number.
enum class purpose : std::uint8_t { generate, initialise, split, order, augment, dropout, noise, mix, user };

namespace detail {
[[noreturn]] inline void throw_stream_range(std::uint64_t step, std::uint64_t sample, std::uint32_t lane) {
  throw_error<value_error>(
      "random_stream: expected step and sample below 2^36 and lane below 2^16, got step {}, sample {}, lane {}",
      {step, sample, lane});
}
}  // namespace detail

/// The numbers of one (seed, purpose, step, sample, lane): the n-th draw is the same whoever asks, in whatever order.
/// `step` counts steps or epochs; `sample` is the sample's index; `lane` tells apart views or layers of one sample.
///
/// The 96 counter bits beside the draw hold purpose (8), lane (16), step (36) and sample (36), each in a place of its
/// own, so that two streams of one seed share no block. A larger value (a negative one, converted) throws value_error.
/// A stream has 2^34 words of 32 bits.
class random_stream {
 public:
  [[gnu::noinline]] constexpr random_stream(std::uint64_t seed, purpose what, std::uint64_t step = 0,
                                            std::uint64_t sample = 0, std::uint32_t lane = 0)
      : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
        counter_{0, static_cast<std::uint32_t>(sample), static_cast<std::uint32_t>(step),
                 static_cast<std::uint32_t>(what) << 24 | lane << 8 | static_cast<std::uint32_t>(sample >> 32) << 4 |
                     static_cast<std::uint32_t>(step >> 32)} {
    if (step >> 36 || sample >> 36 || lane >> 16) detail::throw_stream_range(step, sample, lane);
  }

  constexpr std::uint32_t bits() {
    if (next_ == 4) refill();
    return block_[static_cast<std::size_t>(next_++)];
  }

  // noinline: who draws calls, and does not carry the checks of the block at every draw.

  /// Uniform in [0, 1), 53 random bits.
  [[gnu::noinline]] constexpr double uniform() {
    std::uint64_t const high = bits(), low = bits();
    return detail::unit_interval(high, low);
  }
  constexpr double uniform(double low, double high) { return low + (high - low) * uniform(); }

  /// Uniform in 0 .. n - 1, n > 0 (rejection: no bias).
  [[gnu::noinline]] constexpr index_t below(index_t n) {
    std::uint64_t const range = static_cast<std::uint64_t>(n),
                        limit = ~std::uint64_t{0} - (~std::uint64_t{0} % range + 1) % range;
    while (true) {
      std::uint64_t const high = bits(), r = high << 32 | bits();
      if (r <= limit) return static_cast<index_t>(r % range);
    }
  }

  constexpr bool chance(double probability) { return uniform() < probability; }

  /// Standard normal (Box-Muller; two uniforms a draw, so that draws stay addressable).
  [[gnu::noinline]] double normal() {
    double const u = 1.0 - uniform(), v = uniform();
    return std::sqrt(-2.0 * detail::log_of_positive(u)) * detail::cos_of_turn(v);
  }

  /// take(i, z) for i = 0 .. n - 1 with the numbers z that n calls of normal() give, several of them made at a time.
  template <class Take>
  void normals(index_t n, Take const& take) {
    index_t i = 0;
    for (; next_ == 4 && i + at_once <= n; i += at_once) {
      detail::philox_counters<at_once> w;
      for (std::size_t l = 0; l < at_once; ++l) next_block(w, l);
      double z[at_once];
      make_normals(w, key_, z);
      for (index_t l = 0; l < at_once; ++l) take(i + l, z[l]);
    }
    for (; i < n; ++i) take(i, normal());
  }

  /// take(s, i, z) with what n calls of streams[s].normal() give, for each s; several of them are made at a time where
  /// all streams are of one seed and have nothing left of their last block.
  template <class Take>
  static void normals_of(std::span<random_stream> streams, index_t n, Take const& take) {
    bool alike = true;
    for (std::size_t k = 0; k < streams.size(); ++k)
      alike = alike && streams[k].next_ == 4 && streams[k].same_seed(streams[0]);
    draw_place at{0, 0};
    for (index_t left = n * static_cast<index_t>(streams.size()); left > 0; left -= at_once) {
      index_t const count = std::min(left, at_once);
      double z[at_once];
      draw_place of = at;
      if (alike && count == at_once) {
        detail::philox_counters<at_once> w;
        for (std::size_t l = 0; l < at_once; ++l, of.go_on(n)) streams[of.stream].next_block(w, l);
        make_normals(w, streams[0].key_, z);
      } else {
        for (index_t l = 0; l < count; ++l, of.go_on(n)) z[l] = streams[of.stream].normal();
      }
      for (index_t l = 0; l < count; ++l, at.go_on(n)) take(at.stream, at.draw, z[l]);
    }
  }

 private:
  [[gnu::noinline]] constexpr void refill() {
    block_ = philox4x32(counter_, key_);
    ++counter_[0];
    next_ = 0;
  }

  static constexpr index_t at_once = 16;

  /// Of n draws from each of several streams.
  struct draw_place {
    std::size_t stream;
    index_t draw;
    void go_on(index_t n) {
      if (++draw == n) ++stream, draw = 0;
    }
  };

  bool same_seed(random_stream const& other) const { return key_[0] == other.key_[0] && key_[1] == other.key_[1]; }

  void next_block(detail::philox_counters<at_once>& w, std::size_t lane) {
    w.a[lane] = counter_[0]++;
    w.b[lane] = counter_[1];
    w.c[lane] = counter_[2];
    w.d[lane] = counter_[3];
  }

  /// The normal numbers of the blocks with these counters, one of each.
  [[gnu::noinline]] static void make_normals(detail::philox_counters<at_once> const& counters,
                                             std::array<std::uint32_t, 2> key, double (&z)[at_once]) {
    auto const w = detail::philox_rounds(counters, key);
    double cosine[at_once];
    for (index_t l = 0; l < at_once; ++l) {
      z[l] = -2.0 * detail::log_of_positive(1.0 - detail::unit_interval(w.a[l], w.b[l]));
      cosine[l] = detail::cos_of_turn(detail::unit_interval(w.c[l], w.d[l]));
    }
    for (index_t l = 0; l < at_once; ++l) z[l] = std::sqrt(z[l]) * cosine[l];  // apart: sqrt sets errno
  }

  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint32_t, 4> block_{};
  int next_ = 4;
};

/// Fisher-Yates shuffle of any indexable range of `count` elements.
template <class Range>
constexpr void shuffle(Range& range, index_t count, random_stream& random) {
  for (index_t i = count - 1; i > 0; --i) {
    auto const j = static_cast<std::size_t>(random.below(i + 1));
    auto const k = static_cast<std::size_t>(i);
    auto const kept = range[k];
    range[k] = range[j];
    range[j] = kept;
  }
}

}  // namespace tacit::inline TACIT_ABI
