// Random draws of a method (pairs to mix, directions, interpolations): counter-based, or recorded by a test.
#pragma once

#include <cstdint>
#include <span>

#include "tacit/data/beta.hpp"
#include "tacit/kernel/random.hpp"

namespace tacit::inline TACIT_ABI {

/// Draws of one step; `lane` tells apart the draws of one kind in a step, and equal arguments give equal numbers.
class draws {
 public:
  draws(std::uint64_t seed, index_t step) : seed_(seed), step_(static_cast<std::uint64_t>(step)) {}
  virtual ~draws() = default;

  /// A permutation of 0 .. out.size() - 1.
  virtual void permutation(std::uint32_t lane, std::span<index_t> out) const {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<index_t>(i);
    auto random = stream(draw_kind::permutation, lane, 0);
    shuffle(out, static_cast<index_t>(out.size()), random);
  }
  /// Beta(a, a), one number a row: the weight of a pair's first member.
  virtual void beta(std::uint32_t lane, double a, std::span<double> out) const {
    for (std::size_t i = 0; i < out.size(); ++i) {
      auto random = stream(draw_kind::beta, lane, i);
      out[i] = draw_beta(random, a, a);
    }
  }
  virtual void uniform(std::uint32_t lane, std::span<double> out) const {
    auto random = stream(draw_kind::uniform, lane, 0);
    for (double& v : out) v = random.uniform();
  }
  /// Each of 0 .. count - 1 with the same probability.
  virtual void choice(std::uint32_t lane, int count, std::span<int> out) const {
    auto random = stream(draw_kind::choice, lane, 0);
    for (int& v : out) v = static_cast<int>(random.below(count));
  }
  virtual void normal(std::uint32_t lane, std::span<double> out) const {
    stream(draw_kind::normal, lane, 0).normals(std::ssize(out), [&](index_t i, double z) {
      out[static_cast<std::size_t>(i)] = z;
    });
  }

 private:
  enum class draw_kind : std::uint32_t { permutation, beta, uniform, choice, normal };

  random_stream stream(draw_kind k, std::uint32_t lane, std::size_t row) const {
    return {seed_, purpose::mix, step_, static_cast<std::uint64_t>(row), 8 * lane + static_cast<std::uint32_t>(k)};
  }

  std::uint64_t seed_, step_;
};

}  // namespace tacit::inline TACIT_ABI
