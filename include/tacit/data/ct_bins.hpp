// What CTAugment learns: for each parameter of an operation, how well labelled images survive each strength (Berthelot
// et al. 2020, ReMixMatch).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "tacit/kernel/random.hpp"
#include "tacit/tensor/access.hpp"
#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {

struct ct_bin_options {
  index_t bins = 17;       ///< equal parts of a parameter's range
  double decay = 0.99;     ///< of a bin's weight, each time it is probed
  double threshold = 0.8;  ///< a bin below this share of the best one is never drawn
};

/// How near a prediction comes to the true label, from 0 to 1: omega = 1 - (1/2) sum_c |p_c - [c = y]|.
template <FloatingTensor Probabilities>
double label_proximity(Probabilities const& probabilities, index_t label) {
  auto const p = read<1>(probabilities);
  if (label < 0 || label >= p->extent(0))
    detail::throw_error<value_error>("label_proximity: label: expected 0 .. {}, got {}", {p->extent(0) - 1, label});
  double error = 0;
  for (index_t c = 0; c < p->extent(0); ++c) error += std::abs(static_cast<double>((*p)[c]) - (c == label ? 1.0 : 0.0));
  return error > 2 ? 0 : 1 - error / 2;  // rounding of p
}

/// The weights w of one parameter's bins, all 1 in the beginning.
class ct_bins {
 public:
  explicit ct_bins(ct_bin_options const& options = {}) : options_(options) {
    if (options.bins < 1)
      detail::throw_error<value_error>("ct_bins: bins: expected at least 1, got {}", {options.bins});
    if (!(options.decay >= 0 && options.decay <= 1))
      detail::throw_error<value_error>("ct_bins: decay: expected 0 to 1, got {}", {options.decay});
    if (!(options.threshold >= 0 && options.threshold <= 1))
      detail::throw_error<value_error>("ct_bins: threshold: expected 0 to 1, got {}", {options.threshold});
    weights_.assign(static_cast<std::size_t>(options.bins), 1.0);
  }

  std::span<double const> weights() const { return weights_; }

  /// The chance of bin i is in proportion to q_i = (w_i + 1 - decay) / max_j (w_j + 1 - decay) where q_i >= threshold,
  /// and 0 elsewhere.
  double probability(index_t bin) const { return share(static_cast<std::size_t>(bin), best()) / total(); }

  /// A bin by those chances: what training images get.
  index_t sample(random_stream& random) const {
    double const most = best(), u = random.uniform() * total();
    double passed = 0;
    std::size_t last = 0;
    for (std::size_t i = 0; i < weights_.size(); ++i) {
      double const q = share(i, most);
      if (q > 0) last = i;
      if (u < (passed += q)) break;
    }
    return static_cast<index_t>(last);
  }

  /// Any bin, equally likely: what probed images get.
  index_t probe(random_stream& random) const { return random.below(options_.bins); }

  /// Bins turn into strengths: (bin + U(0, 1)) / bins, in [0, 1).
  double level(index_t bin, random_stream& random) const {
    return (static_cast<double>(bin) + random.uniform()) / static_cast<double>(options_.bins);
  }

  /// A labelled image was changed with this bin, and its prediction came this near to the label:
  /// w <- decay w + (1 - decay) omega.
  void update(index_t bin, double proximity) {
    if (bin < 0 || bin >= options_.bins)
      detail::throw_error<value_error>("ct_bins: bin: expected 0 .. {}, got {}", {options_.bins - 1, bin});
    if (!(proximity >= 0 && proximity <= 1))
      detail::throw_error<value_error>("ct_bins: proximity: expected 0 to 1, got {}", {proximity});
    double& w = weights_[static_cast<std::size_t>(bin)];
    w = options_.decay * w + (1 - options_.decay) * proximity;
  }

  template <class Visitor>
  void visit(Visitor&& visitor) {
    visitor("weights", weights_);
  }

 private:
  double best() const { return *std::max_element(weights_.begin(), weights_.end()); }
  double share(std::size_t i, double best) const {
    double const floor = 1 - options_.decay, q = (weights_[i] + floor) / (best + floor);
    return q >= options_.threshold ? q : 0.0;
  }
  double total() const {
    double const most = best();
    double sum = 0;
    for (std::size_t i = 0; i < weights_.size(); ++i) sum += share(i, most);
    return sum;
  }

  ct_bin_options options_;
  std::vector<double> weights_;
};

}  // namespace tacit::inline TACIT_ABI
