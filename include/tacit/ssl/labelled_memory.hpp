// A memory of the labelled samples: one embedding each, by position in the split's list (Zheng et al., "SimMatch",
// 2022).
#pragma once

#include <cmath>
#include <span>

#include "tacit/autodiff/record_loss.hpp"
#include "tacit/kernel/gemm.hpp"
#include "tacit/kernel/random.hpp"
#include "tacit/loss/cross_entropy.hpp"
#include "tacit/ssl/task_info.hpp"
#include "tacit/tensor/tensor.hpp"

namespace tacit::inline TACIT_ABI {

/// Rows of unit length, at first in random directions; the labels are the task's.
template <class Scalar>
struct labelled_memory {
  tensor<Scalar, 2> bank;
  std::span<int const> labels;

  labelled_memory(task_info const& info, index_t width)
      : bank({static_cast<index_t>(info.labels.size()), width}), labels(info.labels) {
    if (labels.empty())
      throw value_error(
          "labelled_memory: the task does not say the labels of its labelled samples (task_info::labels)");
    for (index_t i = 0; i < bank.extent(0); ++i) {
      random_stream random(0, purpose::initialise, 0, static_cast<std::uint64_t>(i));
      double square = 0;
      for (index_t c = 0; c < width; ++c) {
        double const v = random.normal();
        bank(i, c) = static_cast<Scalar>(v);
        square += v * v;
      }
      for (index_t c = 0; c < width; ++c) bank(i, c) /= static_cast<Scalar>(std::sqrt(square));
    }
  }

  /// out = similarities of the rows of f to all samples, divided by the temperature.
  void compare(context const& ctx, matrix_view<Scalar const> f, double temperature, matrix_view<Scalar> out) const {
    gemm<Scalar>(ctx, static_cast<Scalar>(1 / temperature), f, bank.view().transposed(), 0, out);
  }

  /// q: how alike each row is to each sample; p: its class probabilities. unfolded_ij = norm_j(q_ij p_i[label_j]);
  /// folded_ic = share p_ic + (1 - share) sum of q_ij over the samples j of class c.
  void exchange(matrix_view<Scalar const> q, matrix_view<Scalar const> p, double share, matrix_view<Scalar> unfolded,
                matrix_view<Scalar> folded) const {
    for (index_t i = 0; i < q.extent(0); ++i) {
      for (index_t c = 0; c < p.extent(1); ++c) folded(i, c) = static_cast<Scalar>(share) * p(i, c);
      Scalar sum = 0;
      for (index_t j = 0; j < q.extent(1); ++j) {
        index_t const y = labels[static_cast<std::size_t>(j)];
        folded(i, y) += static_cast<Scalar>(1 - share) * q(i, j);
        sum += unfolded(i, j) = q(i, j) * p(i, y);
      }
      for (index_t j = 0; j < q.extent(1); ++j) unfolded(i, j) /= sum;
    }
  }

  /// The samples at these positions get these embeddings.
  void write(std::span<index_t const> positions, matrix_view<Scalar const> f) {
    detail::require_extent("labelled_memory", "positions of labelled rows", f.extent(0),
                           static_cast<index_t>(positions.size()));
    for (index_t i = 0; i < f.extent(0); ++i)
      for (index_t c = 0; c < f.extent(1); ++c) bank(positions[static_cast<std::size_t>(i)], c) = f(i, c);
  }

  template <class Visitor>
  void visit(Visitor&& visitor) {
    visitor("bank", bank);
  }
};

/// As a loss of embeddings alone: mean_i H(target_i, softmax(f_i . bank / T)). Value and gradient are made at once, so
/// the memory may be written afterwards.
template <class Scalar>
struct memory_cross_entropy {
  context const& ctx;
  tape<Scalar>& scratch;
  labelled_memory<Scalar> const& memory;
  matrix_view<Scalar const> target;
  double temperature;

  template <FloatingTensor F, Output GF = no_output>
  double operator()(F const& f, GF&& gf = {}) const {
    auto const rows = read<2>(f);
    auto const z = scratch.take_matrix(rows->extent(0), memory.bank.extent(0));
    memory.compare(ctx, *rows, temperature, z);
    auto const gradient = detail::result_view<Scalar>("memory_cross_entropy", "gradient", gf, rows->extents());
    if (!gradient.data()) return cross_entropy(z, target);
    auto const gz = scratch.take_matrix(z.extent(0), z.extent(1));
    double const value = cross_entropy(z, target, into(gz));
    gemm<Scalar>(ctx, static_cast<Scalar>(1 / temperature), gz, memory.bank.view(), 0, gradient);
    return value;
  }
  template <Traced Variable>
  auto operator()(Variable const& f) const {
    return record_loss(*this, f);
  }
};

}  // namespace tacit::inline TACIT_ABI
