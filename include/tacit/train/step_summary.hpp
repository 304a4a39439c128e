// What a step did, as the numbers of the log.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include "tacit/ssl/step.hpp"
#include "tacit/train/history.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
/// Mask rate, and the accuracy and histogram of what was selected, over the rows of the pool: a term may have targets
/// for labelled rows too. A row mixed of two samples has no label of its own.
template <std::floating_point Scalar>
void count_pseudo_labels(step<Scalar>& s, term_report<Scalar> const& r, index_t steps, step_log& log,
                         std::vector<double>& histogram) {
  using stream = sample_view::stream_t;
  static constexpr sample_view pool[] = {weak};
  auto const truth = s.hidden_labels();
  bool const late = s.number() >= steps - std::max<index_t>(1, steps / 10);
  double weight = 0, rows = 0, known = 0, right = 0;
  std::size_t row = 0;
  for (sample_view v : r.views.empty() ? std::span<sample_view const>(pool) : r.views) {
    if (v.stream == stream::labelled) {
      row += s.labels().size();
      continue;
    }
    bool const labels_known = v.change != sample_view::change_t::mixed;
    for (std::size_t i = 0; i < s.indices().size(); ++i, ++row) {
      double const w = r.mask.data() ? static_cast<double>(r.mask[static_cast<index_t>(row)]) : 1.0;
      ++rows;
      weight += w;
      if (late) histogram[static_cast<std::size_t>(r.labels[row])] += w;
      if (!labels_known || i >= truth.size() || truth[i] < 0) continue;
      known += w;
      right += truth[i] == r.labels[row] ? w : 0.0;
    }
  }
  if (rows > 0) log.mask_rate = weight / rows;
  if (known > 0) log.pseudo_label_accuracy = right / known;
}
}  // namespace detail

/// `loss` is what the step function returned; `steps` those of the run; the histogram of pseudo-labels collects the
/// last tenth of the run.
template <std::floating_point Scalar>
step_log summarise(step<Scalar>& s, double loss, index_t steps, std::vector<double>& histogram) {
  step_log log;
  log.step = s.number();
  log.loss = loss;
  log.gradient_norm = std::sqrt(s.unlabelled_gradient_square());
  bool first = true, labels_seen = false;
  for (auto const& r : s.reports()) {
    if (!r.unlabelled) {
      log.supervised_loss += r.loss;
      continue;
    }
    log.unlabelled_loss += std::signbit(r.weight) ? -r.loss : r.loss;  // a term may be subtracted (DeFixMatch)
    bool const gives_labels = !r.labels.empty() && !std::exchange(labels_seen, true);
    if (std::exchange(first, false) || gives_labels) log.weight = r.weight;
    if (!gives_labels) continue;  // a regulariser, or a second term
    log.largest_confidence = r.largest_confidence;
    log.disagreement = r.disagreement;
    detail::count_pseudo_labels(s, r, steps, log, histogram);
  }
  return log;
}

}  // namespace tacit::inline TACIT_ABI
