// The confusion matrix, and what is read off it: accuracy, precision, recall, F1.
#pragma once

#include <numeric>
#include <vector>

#include "tacit/tensor/tensor.hpp"
#include "tacit/train/metric/prediction.hpp"

namespace tacit::inline TACIT_ABI {

/// Counts by (true class, predicted class). Shares without a denominator are 0.
class confusion {
 public:
  explicit confusion(index_t classes) : counts_({classes, classes}) {}

  void add(index_t truth, index_t predicted) {
    for (index_t c : {truth, predicted})
      if (c < 0 || c >= classes())
        detail::throw_error<value_error>("confusion: class: expected 0 .. {}, got {}", {classes() - 1, c});
    ++counts_(truth, predicted);
  }

  index_t classes() const { return counts_.extent(0); }
  tensor<index_t, 2> const& counts() const { return counts_; }

  double accuracy() const {
    index_t right = 0;
    for (index_t c = 0; c < classes(); ++c) right += counts_(c, c);
    return share(right, std::accumulate(counts_.begin(), counts_.end(), index_t{0}));
  }
  /// Per class: right predictions of it / predictions of it.
  std::vector<double> precision() const {
    return per_class([this](index_t c) { return share(counts_(c, c), predicted(c)); });
  }
  /// Per class: right predictions of it / samples of it.
  std::vector<double> recall() const {
    return per_class([this](index_t c) { return share(counts_(c, c), samples(c)); });
  }
  /// Per class: harmonic mean of both; 0 without predictions.
  std::vector<double> f1() const {
    return per_class([this](index_t c) { return share(2 * counts_(c, c), predicted(c) + samples(c)); });
  }
  /// Mean F1 over all classes.
  double macro_f1() const {
    auto const all = f1();
    return all.empty() ? 0 : std::accumulate(all.begin(), all.end(), 0.0) / static_cast<double>(all.size());
  }
  /// Mean recall over the classes that have samples.
  double balanced_accuracy() const {
    double sum = 0;
    index_t present = 0;
    for (index_t c = 0; c < classes(); ++c) {
      sum += share(counts_(c, c), samples(c));
      present += samples(c) > 0;
    }
    return present == 0 ? 0 : sum / static_cast<double>(present);
  }

 private:
  static double share(index_t part, index_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
  }
  index_t samples(index_t truth) const {
    index_t n = 0;
    for (index_t c = 0; c < classes(); ++c) n += counts_(truth, c);
    return n;
  }
  index_t predicted(index_t as) const {
    index_t n = 0;
    for (index_t c = 0; c < classes(); ++c) n += counts_(c, as);
    return n;
  }
  template <class Share>
  std::vector<double> per_class(Share const& of) const {
    std::vector<double> values;
    for (index_t c = 0; c < classes(); ++c) values.push_back(of(c));
    return values;
  }

  tensor<index_t, 2> counts_;
};

/// The confusion matrix of rows of probabilities (or logits, N x C) and N labels.
template <FloatingTensor P, Labels Y>
confusion confusion_of(P const& p, Y const& y) {
  auto const pr = read<2>(p);
  auto const yr = read<1>(y);
  detail::require_labels<value_type_of<Y>>("confusion_of", *yr, pr->extent(0), pr->extent(1));
  auto const predicted = detail::predicted_rows<value_type_of<P>>(*pr);
  confusion counts(pr->extent(1));
  for (index_t i = 0; i < pr->extent(0); ++i)
    counts.add(static_cast<index_t>((*yr)[i]), predicted[static_cast<std::size_t>(i)]);
  return counts;
}

}  // namespace tacit::inline TACIT_ABI
