// The loader of a task as a step's batch source.
#pragma once

#include <vector>

#include "tacit/data/loader.hpp"
#include "tacit/ssl/batch_source.hpp"
#include "tacit/tensor/repeated.hpp"

namespace tacit::inline TACIT_ABI {

template <std::floating_point Scalar>
class loader_source final : public batch_source<Scalar> {
 public:
  explicit loader_source(tacit::task const& on, loader_options const& options = {})
      : loader_(on, options),
        hidden_(detail::repeated<int>(static_cast<std::size_t>(loader_.unlabelled_batch_size()))) {}
  [[gnu::noinline]] ~loader_source() override = default;  // compiled once, not in whatever deletes one as well

  tacit::task const& task() const { return loader_.task(); }
  index_t steps_per_epoch() const { return loader_.steps_per_epoch(); }

  /// Which step the source speaks of.
  void seek(index_t step) {
    step_ = step;
    auto const& task = loader_.task();
    auto const rows = loader_.unlabelled_batch(step);
    for (std::size_t i = 0; i < rows.size(); ++i)
      hidden_[i] =
          task.data->train_labels[static_cast<std::size_t>(task.split.pool[static_cast<std::size_t>(rows[i])])];
  }

  bool offers(sample_view v) const override { return loader_.offers(v); }
  index_t rows(sample_view v) const override { return loader_.rows(v); }
  std::span<index_t const> sample_shape() const override { return loader_.task().sample_shape(); }
  void fill(context const& ctx, sample_view v, Scalar* out) override { loader_.fill(ctx, v, step_, out); }
  std::span<int const> labels() const override { return loader_.labels(step_); }
  std::span<index_t const> indices() const override { return loader_.unlabelled_batch(step_); }
  std::span<index_t const> labelled_indices() const override { return loader_.labelled_batch(step_); }
  std::span<int const> hidden_labels() const override { return hidden_; }

 private:
  mutable loader loader_;  // asking for a step's batch draws the order of its epoch
  std::vector<int> hidden_;
  index_t step_ = 0;
};

}  // namespace tacit::inline TACIT_ABI
