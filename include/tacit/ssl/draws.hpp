// Random draws of a method (pairs to mix, directions, interpolations): counter-based, or recorded by a test.
#pragma once

#include <cstdint>
#include <span>

#include "tacit/data/beta.hpp"
#include "tacit/kernel/random.hpp"
#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {

/// Draws that a test has stored; each kind that it has not is refused.
class recorded_draws {
 public:
  virtual ~recorded_draws() = default;
  virtual void permutation(std::uint32_t, std::span<index_t>) const { refuse("permutation"); }
  virtual void beta(std::uint32_t, double, std::span<double>) const { refuse("beta"); }
  virtual void uniform(std::uint32_t, std::span<double>) const { refuse("uniform"); }
  virtual void choice(std::uint32_t, int, std::span<int>) const { refuse("choice"); }
  virtual void normal(std::uint32_t, std::span<double>) const { refuse("normal"); }

 private:
  [[noreturn]] static void refuse(char const* kind) {
    detail::throw_error<value_error>("draws: no recorded draws of the kind {}", {kind});
  }
};

/// Draws of one step; `lane` tells apart the draws of one kind in a step, and equal arguments give equal numbers. Not
/// virtual themselves, so that a program compiles the kinds that its method draws.
class draws {
 public:
  draws(std::uint64_t seed, index_t step, recorded_draws const* recorded = nullptr)
      : seed_(seed), step_(static_cast<std::uint64_t>(step)), recorded_(recorded) {}

  /// A permutation of 0 .. out.size() - 1.
  void permutation(std::uint32_t lane, std::span<index_t> out) const {
    if (recorded_) return recorded_->permutation(lane, out);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<index_t>(i);
    auto random = stream(draw_kind::permutation, lane, 0);
    shuffle(out, static_cast<index_t>(out.size()), random);
  }
  /// Beta(a, a), one number a row: the weight of a pair's first member.
  void beta(std::uint32_t lane, double a, std::span<double> out) const {
    if (recorded_) return recorded_->beta(lane, a, out);
    for (std::size_t i = 0; i < out.size(); ++i) {
      auto random = stream(draw_kind::beta, lane, i);
      out[i] = draw_beta(random, a, a);
    }
  }
  void uniform(std::uint32_t lane, std::span<double> out) const {
    if (recorded_) return recorded_->uniform(lane, out);
    auto random = stream(draw_kind::uniform, lane, 0);
    for (double& v : out) v = random.uniform();
  }
  /// Each of 0 .. count - 1 with the same probability.
  void choice(std::uint32_t lane, int count, std::span<int> out) const {
    if (recorded_) return recorded_->choice(lane, count, out);
    auto random = stream(draw_kind::choice, lane, 0);
    for (int& v : out) v = static_cast<int>(random.below(count));
  }
  void normal(std::uint32_t lane, std::span<double> out) const {
    if (recorded_) return recorded_->normal(lane, out);
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
  recorded_draws const* recorded_;
};

}  // namespace tacit::inline TACIT_ABI
