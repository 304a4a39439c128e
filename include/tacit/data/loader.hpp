// The loader: which samples a step shows, and their views. Two independent streams, labelled and unlabelled.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tacit/data/fill_rows.hpp"
#include "tacit/data/shuffled_stream.hpp"
#include "tacit/data/task.hpp"
#include "tacit/nn/backbone.hpp"
#include "tacit/tensor/repeated.hpp"

namespace tacit::inline TACIT_ABI {

struct loader_options {
  index_t batch = 64;  ///< labelled samples a step (B)
  index_t ratio = 7;   ///< unlabelled samples a step for each labelled one (mu); 0: none
  std::uint64_t seed = 0;
};

/// Everything that a step shows is a function of the seed and the step: to resume, ask for the step.
///
/// The labelled stream goes round and round through its samples, so that a batch may hold a sample more than once, each
/// time in a view of its own (with 40 labels and B = 64 the papers do so). An epoch is a pass over the pool in whole
/// batches: the rest of the pool, less than a batch, is left out of this epoch's order. (Without an unlabelled stream
/// an epoch is a pass over the labelled samples, at least one step.) Neither stream depends on the other one's size.
/// Spans stay valid until another step is asked for; once an epoch's order is drawn, a step allocates nothing.
class loader {
 public:
  explicit loader(tacit::task of, loader_options const& options = {})
      : task_(std::move(of)),
        options_(options),
        labelled_(size(task_.split.labelled), options.seed, 0),
        unlabelled_(size(task_.split.pool), options.seed, 1) {
    if (options.batch < 1)
      detail::throw_error<value_error>("loader: batch: expected at least 1, got {}", {options.batch});
    if (options.ratio < 0)
      detail::throw_error<value_error>("loader: ratio: expected at least 0, got {}", {options.ratio});
    if (labelled_.count() == 0) throw value_error("loader: the label split has no labelled samples");
    if (options.ratio > unlabelled_.count() / options.batch)
      detail::throw_error<value_error>("loader: an unlabelled batch of {} x {} samples is larger than the pool of {}",
                                       {options.ratio, options.batch, unlabelled_.count()});
    detail::require_extent(
        "loader", "labels of the labelled samples", size(task_.split.labelled),
        task_.labels.empty() ? size(task_.split.labelled) : static_cast<index_t>(task_.labels.size()));
    number_copies();
    auto const batch = static_cast<std::size_t>(options.batch);
    labelled_batch_ = labelled_epochs_ = detail::repeated<index_t>(batch);
    labels_ = detail::repeated<int>(batch);
    unlabelled_batch_ = detail::repeated<index_t>(static_cast<std::size_t>(options.ratio) * batch);
  }

  tacit::task const& task() const { return task_; }
  index_t batch() const { return options_.batch; }
  index_t unlabelled_batch_size() const { return options_.ratio * options_.batch; }

  index_t steps_per_epoch() const {
    if (options_.ratio == 0) return std::max<index_t>(1, labelled_.count() / options_.batch);
    return unlabelled_.count() / unlabelled_batch_size();
  }
  index_t epoch(index_t step) const { return step / steps_per_epoch(); }
  /// Whether the step is the last of its epoch.
  bool ends_epoch(index_t step) const { return (step + 1) % steps_per_epoch() == 0; }

  /// Positions in the split's list of labelled samples.
  std::span<index_t const> labelled_batch(index_t step) { return prepare(step), labelled_batch_; }
  /// The labels of the labelled batch.
  std::span<int const> labels(index_t step) { return prepare(step), labels_; }
  /// Rows of the pool: positions in the split's list.
  std::span<index_t const> unlabelled_batch(index_t step) { return prepare(step), unlabelled_batch_; }

  /// Whether the task has an augmentation for this view, and the step has rows to show.
  bool offers(sample_view view) const {
    return static_cast<bool>(task_.views.at(view.strength)) && view.draw >= 0 && view.draw < draws &&
           (view.stream == sample_view::stream_t::labelled || options_.ratio > 0);
  }
  index_t rows(sample_view view) const {
    return view.stream == sample_view::stream_t::labelled ? batch() : unlabelled_batch_size();
  }

  /// Writes the view's rows, dense. The random numbers belong to (seed, epoch of the stream, sample, view), which names
  /// an appearance of a sample: the same bits for any number of threads and any batch size.
  template <class Scalar>
  void fill(context const& ctx, sample_view view, index_t step, Scalar* out) {
    auto const& augment = task_.views.at(view.strength);
    if (!augment) throw value_error("loader: the task has no augmentation for the view that was asked for");
    if (view.draw < 0 || view.draw >= draws)
      detail::throw_error<value_error>("loader: draw of a view: expected 0 to {}, got {}", {draws - 1, view.draw});
    prepare(step);
    bool const of_labelled = view.stream == sample_view::stream_t::labelled;
    auto const& list = of_labelled ? task_.split.labelled : task_.split.pool;
    auto const& batch = of_labelled ? labelled_batch_ : unlabelled_batch_;
    auto const lane = static_cast<std::uint32_t>(view.stream) | static_cast<std::uint32_t>(view.strength) << 1 |
                      static_cast<std::uint32_t>(view.draw) << 3;
    index_t const pool_epoch = epoch(step);
    auto const index_of = [&](index_t i) { return list[static_cast<std::size_t>(batch[static_cast<std::size_t>(i)])]; };
    auto const stream_of = [&](index_t i) {
      index_t const at = of_labelled ? labelled_epochs_[static_cast<std::size_t>(i)] : pool_epoch;
      auto const copy =
          of_labelled || copies_.empty() ? 0 : copies_[static_cast<std::size_t>(batch[static_cast<std::size_t>(i)])];
      return random_stream(options_.seed, purpose::augment, static_cast<std::uint64_t>(at),
                           static_cast<std::uint64_t>(index_of(i) + copy * task_.data->train.count), lane);
    };
    fill_rows(ctx, task_.data->train, augment, static_cast<index_t>(batch.size()), index_of, stream_of, out);
  }

 private:
  static constexpr int draws = 1 << 13;  // a lane has 16 bits, 3 of them for stream and strength

  static index_t size(std::vector<index_t> const& list) { return static_cast<index_t>(list.size()); }

  /// A sample that the pool holds several times is seen in another view each time.
  void number_copies() {
    auto const& pool = task_.split.pool;
    auto seen = detail::repeated<index_t>(static_cast<std::size_t>(task_.data->train.count)),
         copies = detail::repeated<index_t>(pool.size());
    bool several = false;
    for (std::size_t k = 0; k < pool.size(); ++k) {
      copies[k] = seen[static_cast<std::size_t>(pool[k])]++;
      several = several || copies[k] > 0;
    }
    if (several) copies_ = std::move(copies);
  }

  void prepare(index_t step) {
    if (step < 0) detail::throw_error<value_error>("loader: step: expected at least 0, got {}", {step});
    if (step == step_) return;
    step_ = -1;  // until the batches are whole
    for (std::size_t i = 0; i < labelled_batch_.size(); ++i) {
      index_t const shown = step * options_.batch + static_cast<index_t>(i);
      labelled_epochs_[i] = shown / labelled_.count();
      labelled_batch_[i] = labelled_.at(labelled_epochs_[i], shown % labelled_.count());
      labels_[i] = task_.label(static_cast<std::size_t>(labelled_batch_[i]));
    }
    index_t const first = step % steps_per_epoch() * unlabelled_batch_size(), pool_epoch = epoch(step);
    for (std::size_t i = 0; i < unlabelled_batch_.size(); ++i)
      unlabelled_batch_[i] = unlabelled_.at(pool_epoch, first + static_cast<index_t>(i));
    step_ = step;
  }

  tacit::task task_;
  loader_options options_;
  shuffled_stream labelled_, unlabelled_;
  std::vector<index_t> labelled_batch_, labelled_epochs_, unlabelled_batch_;
  std::vector<index_t> copies_;  ///< of each place of the pool: how many earlier ones hold its sample; empty: none does
  std::vector<int> labels_;
  index_t step_ = -1;
};

}  // namespace tacit::inline TACIT_ABI
