// Target source: the temporal ensemble, an average of each sample's own predictions over epochs (Laine and Aila, 2017).
#pragma once

#include <cmath>
#include <vector>

#include "tacit/ssl/policy.hpp"
#include "tacit/ssl/prediction.hpp"
#include "tacit/ssl/step.hpp"
#include "tacit/ssl/view_list.hpp"
#include "tacit/tensor/tensor.hpp"

namespace tacit::inline TACIT_ABI {

/// One row a pool sample. Memory: 3 pool x classes numbers of the run's scalar.
template <class Scalar>
struct ensemble_state {
  tensor<Scalar, 2> Z;         ///< running average, starts at 0
  tensor<Scalar, 2> target;    ///< Z / (1 - momentum^count), 0 before the first epoch
  tensor<Scalar, 2> gathered;  ///< training-time outputs of the current epoch
  std::vector<int> count;      ///< epochs in which the sample was seen
  std::vector<int> seen;       ///< whether the sample was seen in the current epoch

  template <class Visitor>
  void visit(Visitor&& visitor) {
    visitor("Z", Z);
    visitor("target", target);
    visitor("gathered", gathered);
    visitor("count", count);
    visitor("seen", seen);
  }
};

/// Target of a sample: z~ = Z / (1 - a^k) after k epochs in which it was seen; at the end of an epoch, for the samples
/// seen in it, Z <- a Z + (1 - a) p with p the output gathered during the epoch. Samples that an epoch missed keep all.
struct ensemble_source {
  static constexpr char const* called = "ensemble";
  template <class V>
  constexpr void parts(V&& v) const {
    v("momentum", momentum);
  }
  static constexpr bool stopped = true;
  template <class Scalar>
  using state = ensemble_state<Scalar>;

  sample_view view;
  double momentum = 0.6;

  constexpr void student_views(view_set& set) const { set.add(view); }

  template <class Scalar>
  ensemble_state<Scalar> init(task_info const& info) const {
    auto const n = static_cast<std::size_t>(info.pool);
    return {tensor<Scalar, 2>({info.pool, info.classes}), tensor<Scalar, 2>({info.pool, info.classes}),
            tensor<Scalar, 2>({info.pool, info.classes}), std::vector<int>(n), std::vector<int>(n)};
  }

  template <class Scalar>
  void predict(ensemble_state<Scalar>& st, step<Scalar>& s, student_logits<Scalar> const&,
               prediction<Scalar>& record) const {
    auto const index = s.indices();
    auto const rows = s.memory().take_matrix(static_cast<index_t>(index.size()), st.target.extent(1));
    for (index_t i = 0; i < rows.extent(0); ++i)
      for (index_t c = 0; c < rows.extent(1); ++c) rows(i, c) = st.target(index[static_cast<std::size_t>(i)], c);
    record.probabilities = rows;
  }

  template <class Scalar>
  void observe(ensemble_state<Scalar>& st, step<Scalar>& s, student_logits<Scalar> const& z) const {
    auto const p = softmax(stop_gradient(z(view))).value();
    auto const index = s.indices();
    for (index_t i = 0; i < p.extent(0); ++i) {
      index_t const row = index[static_cast<std::size_t>(i)];
      for (index_t c = 0; c < p.extent(1); ++c) st.gathered(row, c) = p(i, c);
      st.seen[static_cast<std::size_t>(row)] = 1;
    }
  }

  template <class Scalar>
  void end_of_epoch(ensemble_state<Scalar>& st) const {
    auto const a = static_cast<Scalar>(momentum);
    for (index_t i = 0; i < st.Z.extent(0); ++i) {
      auto const k = static_cast<std::size_t>(i);
      if (!st.seen[k]) continue;
      st.seen[k] = 0;
      ++st.count[k];
      auto const correction = static_cast<Scalar>(1.0 - std::pow(momentum, st.count[k]));
      for (index_t c = 0; c < st.Z.extent(1); ++c) {
        st.Z(i, c) = a * st.Z(i, c) + (Scalar{1} - a) * st.gathered(i, c);
        st.target(i, c) = st.Z(i, c) / correction;
      }
    }
  }
};

/// `ensemble(weak)`; momentum is the paper's alpha.
constexpr ensemble_source ensemble(sample_view v, double momentum = 0.6) { return {v, momentum}; }

}  // namespace tacit::inline TACIT_ABI
