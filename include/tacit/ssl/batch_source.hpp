// Where the rows of a step come from: the loader of a task, or batches that somebody recorded.
#pragma once

#include <span>

#include "tacit/kernel/context.hpp"
#include "tacit/nn/backbone.hpp"

namespace tacit::inline TACIT_ABI {

/// One step's samples. Labels belong to the labelled rows; indices are the pool rows of the unlabelled ones.
template <std::floating_point Scalar>
class batch_source {
 public:
  virtual ~batch_source() = default;

  /// Whether this view can be made at all.
  virtual bool offers(sample_view) const = 0;
  /// How many rows the view has in this step.
  virtual index_t rows(sample_view) const = 0;
  /// Elements of one sample, channels last.
  virtual std::span<index_t const> sample_shape() const = 0;
  /// Writes the view's rows, dense; not called where the backbone needs no input.
  virtual void fill(context const&, sample_view, Scalar* out) = 0;
  virtual std::span<int const> labels() const = 0;
  virtual std::span<index_t const> indices() const = 0;
  /// Positions of the labelled rows in the split's list of labelled samples; empty where nobody knows them.
  virtual std::span<index_t const> labelled_indices() const { return {}; }
  /// The true labels of the unlabelled rows where somebody knows them (for diagnostics, never for training); else
  /// empty.
  virtual std::span<int const> hidden_labels() const { return {}; }
};

}  // namespace tacit::inline TACIT_ABI
