// The prediction record that policies read: each names the field it uses.
#pragma once

#include <span>
#include <string>

#include "tacit/autodiff/tape.hpp"
#include "tacit/ssl/report.hpp"

namespace tacit::inline TACIT_ABI {

/// What the target source said about the unlabelled rows of a step; one row a sample, `classes` columns.
template <class Scalar>
struct prediction {
  matrix_view<Scalar const> logits;         ///< as the network gave them (no data where the source is a table)
  matrix_view<Scalar const> probabilities;  ///< raw: softmax(logits)
  matrix_view<Scalar const> aligned;        ///< after distribution alignment; the raw ones without it
  matrix_view<Scalar const> smoothed{};     ///< the aligned ones, smoothed by a memory, where the source has one
  matrix_view<Scalar const> target;         ///< what the student is asked to match; filled by the target transform
  std::span<int const> labels;              ///< argmax of the target where the transform hardens; else empty
  std::span<index_t const> index;           ///< row of the pool of each sample
  matrix_view<Scalar const> labelled{};     ///< softmax of the labelled rows, where a policy `reads_labelled`
  double limit = 0;                         ///< threshold of the step, where a transform sets one before it is called
  index_t t = 0;                            ///< number of the step, from 0
  notes<Scalar>* noted = nullptr;           ///< where policies note what they used; null: nobody listens
  term_reports<Scalar> const* reports = nullptr;  ///< of the terms before this one
  tape<Scalar>* memory = nullptr;                 ///< of the step; present where `noted` is

  index_t rows() const { return probabilities.extent(0); }
  index_t classes() const { return probabilities.extent(1); }

  /// The logits, for a policy that cannot do without: value_error where the source has only probabilities (a mean of
  /// several predictions, a table).
  matrix_view<Scalar const> logits_for(char const* policy) const {
    if (!logits.data() && rows() > 0)
      detail::throw_error<value_error>("{} reads logits, and the target's source gives probabilities alone", {policy});
    return logits;
  }

  /// Notes a number; or makes room for one number a row under this name, without data where nobody listens.
  void note(char const* name, double value) const {
    if (noted) noted->add(name, value);
  }
  vector_view<Scalar> note_rows(char const* name) const {
    if (!noted) return {};
    vector_view<Scalar> const values(memory->template take<Scalar>(rows()), {rows()});
    noted->add(name, vector_view<Scalar const>(values));
    return values;
  }
};

/// The most probable class of row i of p; the first of equals.
template <class Scalar>
int most_probable(matrix_view<Scalar const> p, index_t i) {
  index_t best = 0;
  for (index_t c = 1; c < p.extent(1); ++c)
    if (p(i, c) > p(i, best)) best = c;
  return static_cast<int>(best);
}

}  // namespace tacit::inline TACIT_ABI
