// Honest evaluation: predictions for the test samples are stored without labels and scored once, at the end.
#pragma once

#include <algorithm>
#include <deque>
#include <span>
#include <vector>

#include "tacit/tensor/error.hpp"
#include "tacit/train/history.hpp"
#include "tacit/train/metric/wilson.hpp"

namespace tacit::inline TACIT_ABI {

/// Share of equal entries; NaN if there are none.
inline double share_equal(std::span<int const> a, std::span<int const> b) {
  detail::require_extent("share_equal", "labels", static_cast<index_t>(a.size()), static_cast<index_t>(b.size()));
  if (a.empty()) return unknown;
  index_t equal = 0;
  for (std::size_t i = 0; i < a.size(); ++i) equal += a[i] == b[i];
  return static_cast<double>(equal) / static_cast<double>(a.size());
}

/// Test accuracies as fractions, each by its own rule; none selects on test samples.
struct evaluation {
  double last = unknown;      ///< at the last evaluation
  double median20 = unknown;  ///< median of the last 20 evaluations (or of all, if fewer)
  double best_validation =
      unknown;  ///< where validation accuracy was highest (the first of equals); NaN without validation
  interval last_interval{unknown, unknown};  ///< Wilson, 95 %: what this many test samples can tell
  index_t test_samples = 0;
  std::vector<int> predictions;  ///< of the last evaluation
};

/// Collects predictions during the run.
class test_predictions {
 public:
  void add(std::vector<int> predictions, double validation_accuracy) {
    if (validation_accuracy > best_accuracy_) {
      best_accuracy_ = validation_accuracy;
      best_ = predictions;
    }
    recent_.push_back(std::move(predictions));
    if (recent_.size() > 20) recent_.pop_front();
  }

  evaluation score(std::span<int const> labels) const {
    evaluation e;
    if (recent_.empty() || labels.empty()) return e;
    std::vector<double> accuracies;
    for (auto const& p : recent_) accuracies.push_back(share_equal(p, labels));
    e.last = accuracies.back();
    std::sort(accuracies.begin(), accuracies.end());
    std::size_t const n = accuracies.size();
    e.median20 = (accuracies[(n - 1) / 2] + accuracies[n / 2]) / 2;
    if (!best_.empty()) e.best_validation = share_equal(best_, labels);
    e.test_samples = static_cast<index_t>(labels.size());
    e.last_interval = wilson_interval(e.last * static_cast<double>(labels.size()), static_cast<double>(labels.size()));
    e.predictions = recent_.back();
    return e;
  }

  /// Names the state for saving: how many predictions there are, all of them in one row, and the best.
  template <class Visitor>
  void visit(Visitor&& visitor) {
    auto count = static_cast<index_t>(recent_.size());
    std::vector<int> all;
    for (auto const& p : recent_) all.insert(all.end(), p.begin(), p.end());
    visitor("count", count);
    visitor("recent", all);
    visitor("best", best_);
    visitor("best_accuracy", best_accuracy_);
    recent_.clear();
    auto const size = count > 0 ? static_cast<std::ptrdiff_t>(all.size()) / count : 0;
    for (index_t k = 0; k < count; ++k) recent_.emplace_back(all.begin() + k * size, all.begin() + (k + 1) * size);
  }

 private:
  std::deque<std::vector<int>> recent_;
  std::vector<int> best_;
  double best_accuracy_ = -1;
};

}  // namespace tacit::inline TACIT_ABI
