// Honest evaluation: predictions for the test samples are stored without labels and scored once, at the end.
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "tacit/tensor/error.hpp"
#include "tacit/train/history.hpp"
#include "tacit/train/metric/wilson.hpp"

namespace tacit::inline TACIT_ABI {

/// Share of equal entries; NaN if there are none.
[[gnu::noinline]] inline double share_equal(std::span<int const> a, std::span<int const> b) {
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
  void add(std::vector<int> const& predictions, double validation_accuracy) {
    if (validation_accuracy > best_accuracy_) {
      best_accuracy_ = validation_accuracy;
      best_ = predictions;
    }
    auto const kept = std::span<int const>(recent_).subspan(count_ < most ? 0 : predictions.size());
    count_ = std::min(count_ + 1, most);
    std::vector<int> rows(kept.size() + predictions.size());
    std::copy(predictions.begin(), predictions.end(), std::copy(kept.begin(), kept.end(), rows.begin()));
    recent_ = std::move(rows);
  }

  evaluation score(std::span<int const> labels) const {
    evaluation e;
    if (recent_.empty() || labels.empty()) return e;
    auto const n = static_cast<std::size_t>(count_);
    std::array<double, most> accuracies;  // ascending
    std::span<int const> last;
    for (std::size_t k = 0; k < n; ++k) {
      last = std::span(recent_).subspan(k * recent_.size() / n, recent_.size() / n);
      e.last = share_equal(last, labels);
      std::size_t place = k;
      for (; place > 0 && accuracies[place - 1] > e.last; --place) accuracies[place] = accuracies[place - 1];
      accuracies[place] = e.last;
    }
    e.median20 = (accuracies[(n - 1) / 2] + accuracies[n / 2]) / 2;
    if (!best_.empty()) e.best_validation = share_equal(best_, labels);
    e.test_samples = static_cast<index_t>(labels.size());
    e.last_interval = wilson_interval(e.last * static_cast<double>(labels.size()), static_cast<double>(labels.size()));
    e.predictions = std::vector<int>(last.begin(), last.end());
    return e;
  }

  /// Names the state for saving. Throws file_error where what is loaded does not fit together.
  template <class Visitor>
  void visit(Visitor&& visitor) {
    visitor("count", count_);
    visitor("recent", recent_);
    visitor("best", best_);
    visitor("best_accuracy", best_accuracy_);
    if (count_ < 0 || count_ > most ||
        (count_ == 0 ? !recent_.empty() : recent_.size() % static_cast<std::size_t>(count_) != 0))
      detail::throw_error<file_error>(
          "checkpoint: predictions: expected rows of equal size, got {} predictions in {} rows",
          {recent_.size(), count_});
  }

 private:
  static constexpr index_t most = 20;
  index_t count_ = 0;
  std::vector<int> recent_;  ///< of the last `count_` evaluations, one after the other
  std::vector<int> best_;
  double best_accuracy_ = -1;
};

}  // namespace tacit::inline TACIT_ABI
