// A task: data, the few labels that may be used, and the views by which its samples are seen.
#pragma once

#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "tacit/data/samples.hpp"
#include "tacit/data/split.hpp"
#include "tacit/data/views.hpp"

namespace tacit::inline TACIT_ABI {

/// Copies share the data, which nobody changes.
struct task {
  std::shared_ptr<dataset const> data;
  label_split split;
  tacit::views views;
  std::vector<int> labels = {};  ///< of split.labelled, where they are not the data's own (pseudo-labels); else empty

  /// The label of the labelled sample at this position of the split's list.
  int label(std::size_t position) const {
    return labels.empty() ? data->train_labels[static_cast<std::size_t>(split.labelled[position])] : labels[position];
  }
  int classes() const { return data->classes; }
  /// Elements of one sample, channels last.
  std::span<index_t const> sample_shape() const { return data->train.shape; }
};

/// A task with a label split of one's own, for example one that was read from a manifest. Throws if the split does not
/// fit the data.
inline task make_task(std::shared_ptr<dataset const> data, label_split split) {
  validate(*data);
  validate(split, *data);
  auto views = default_views(*data, {.flip = may_flip(*data)});
  return {std::move(data), std::move(split), std::move(views)};
}

/// Draws a label split: `split(fashion_mnist(), {.labels = 100, .validation = 100, .seed = 0})`. The views are
/// default_views; digits are not flipped.
inline task split(std::shared_ptr<dataset const> data, split_options const& options) {
  auto labels = make_split(*data, options);
  auto views = default_views(*data, {.flip = may_flip(*data)});
  return {std::move(data), std::move(labels), std::move(views)};
}
inline task split(dataset data, split_options const& options) {
  return split(std::make_shared<dataset const>(std::move(data)), options);
}

}  // namespace tacit::inline TACIT_ABI
