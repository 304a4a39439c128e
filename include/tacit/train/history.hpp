// What a run leaves behind besides weights: a log of its steps and of its evaluations.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "tacit/tensor/message.hpp"
#include "tacit/tensor/view.hpp"

namespace tacit::inline TACIT_ABI {

inline constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// One step. What a method does not have (a mask, a teacher) or nobody knows (the pool's true labels) is NaN.
struct step_log {
  index_t step = 0;
  double loss = 0;             ///< what the step function returned
  double supervised_loss = 0;  ///< of the labelled terms, before their weights
  double unlabelled_loss = 0;  ///< of the others, before their weights; a term of negative weight is subtracted
  double weight = 0;           ///< of the first unlabelled term, its schedule included
  double mask_rate = unknown;  ///< mean weight of the unlabelled samples
  double pseudo_label_accuracy = unknown;  ///< of the samples with weight, weighted
  double largest_confidence = unknown;     ///< of the target source in this step
  double disagreement = unknown;           ///< share of rows where student and target name another class
  double gradient_norm = 0;                ///< of the loss with respect to the student's unlabelled logits
  double seconds = 0;                      ///< since the run began, training alone
};

/// One evaluation; test accuracy is not among the curves (design: it is scored once, at the end).
struct evaluation_log {
  index_t step = 0;              ///< steps done
  double labelled_accuracy = 0;  ///< on the labelled training samples; of more than 1000, on so many, evenly spread
  double validation_accuracy = unknown;
};

struct history {
  std::vector<step_log> steps;
  std::vector<evaluation_log> evaluations;
  std::vector<double>
      pseudo_label_histogram;         ///< share of each class among weighted pseudo-labels, last tenth of the run
  std::vector<std::string> warnings;  ///< each with its reason; the unlabelled term is dead, for example
  double seconds = 0;                 ///< training alone
  double images = 0;                  ///< samples sent through the student and the teacher

  /// Names everything for saving, in a state_archive: a row of numbers for each step and each evaluation.
  template <class Archive>
  void visit(Archive& archive) {
    visit_rows(archive, "steps", steps,
               std::array{&step_log::loss, &step_log::supervised_loss, &step_log::unlabelled_loss, &step_log::weight,
                          &step_log::mask_rate, &step_log::pseudo_label_accuracy, &step_log::largest_confidence,
                          &step_log::disagreement, &step_log::gradient_norm, &step_log::seconds});
    visit_rows(archive, "evaluations", evaluations,
               std::array{&evaluation_log::labelled_accuracy, &evaluation_log::validation_accuracy});
    archive("seconds", seconds);
    archive("images", images);
    std::string lines;
    for (auto const& w : warnings) lines += detail::message("{}\n", {w});
    archive.text("warnings", lines);
    warnings.clear();
    for (std::size_t at = 0, end; (end = lines.find('\n', at)) != std::string::npos; at = end + 1)
      warnings.push_back(lines.substr(at, end - at));
  }

  /// Mean over the last tenth of the run (at least one step) of a field, NaN steps left out; NaN if there is none.
  double recent(double step_log::*field) const {
    std::size_t const window = std::max<std::size_t>(1, steps.size() / 10);
    double sum = 0, count = 0;
    for (std::size_t i = steps.size() - std::min(window, steps.size()); i < steps.size(); ++i) {
      double const v = steps[i].*field;
      if (std::isnan(v)) continue;
      sum += v;
      count += 1;
    }
    return count > 0 ? sum / count : unknown;
  }

 private:
  template <class Archive, class Row, std::size_t Count>
  static void visit_rows(Archive& archive, char const* name, std::vector<Row>& rows,
                         std::array<double Row::*, Count> const& fields) {
    std::vector<double> numbers(rows.size() * (Count + 1));
    auto to = numbers.begin();
    for (auto const& row : rows) {
      *to++ = static_cast<double>(row.step);
      for (auto field : fields) *to++ = row.*field;
    }
    archive(name, numbers);
    if (std::size_t const n = numbers.size() / (Count + 1); n != rows.size()) rows = std::vector<Row>(n);
    auto at = numbers.begin();
    for (auto& row : rows) {
      row.step = static_cast<index_t>(*at++);
      for (auto field : fields) row.*field = *at++;
    }
  }
};

}  // namespace tacit::inline TACIT_ABI
