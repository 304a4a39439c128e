// What train() returns: the evaluated model, the log, and the honest evaluation.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "tacit/data/task.hpp"
#include "tacit/train/evaluation.hpp"
#include "tacit/train/history.hpp"
#include "tacit/train/predict.hpp"

namespace tacit::inline TACIT_ABI {

template <class Model>
struct run_result {
  using scalar_type = backbone_scalar<Model>;

  Model model;    ///< the weights that were evaluated: the average, or the student where none was kept
  Model student;  ///< the weights that were trained
  tacit::history history;
  tacit::evaluation evaluation;
  std::string weight_hash;  ///< over the student and the average; empty for a backbone without host spans
  tacit::task task;

  /// Classes of stored samples, seen as in evaluation.
  std::vector<int> predict(sample_set const& samples) {
    any_backbone<scalar_type> network(model);
    std::vector<index_t> all(static_cast<std::size_t>(samples.count));
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<index_t>(i);
    return predict_classes(context(), network, samples, all, task.views.none);
  }

  /// A few lines for people.
  std::string report() const {
    char line[256];
    std::string text;
    auto const add = [&](int) __attribute__((noinline)) { text += line; };
    auto const percent = [](double fraction) { return 100.0 * fraction; };
    add(std::snprintf(line, sizeof line, "%s: %d classes, %zu labelled, %zu in the pool, %zu for validation\n",
                      task.data->name.c_str(), task.classes(), task.split.labelled.size(), task.split.pool.size(),
                      task.split.validation.size()));
    add(std::snprintf(line, sizeof line, "%zu steps in %.2f s, %.0f samples/s\n", history.steps.size(), history.seconds,
                      history.images / history.seconds));
    if (evaluation.test_samples > 0)
      add(std::snprintf(line, sizeof line, "test accuracy: last %.2f %% [%.2f, %.2f], median of the last 20 %.2f %%\n",
                        percent(evaluation.last), percent(evaluation.last_interval.low),
                        percent(evaluation.last_interval.high), percent(evaluation.median20)));
    if (!std::isnan(evaluation.best_validation))
      add(std::snprintf(line, sizeof line, "test accuracy where validation was best: %.2f %%\n",
                        percent(evaluation.best_validation)));
    if (double const mask = history.recent(&step_log::mask_rate); !std::isnan(mask))
      add(std::snprintf(line, sizeof line, "last tenth of the run: mask rate %.3f, pseudo-label accuracy %.2f %%\n",
                        mask, percent(history.recent(&step_log::pseudo_label_accuracy))));
    for (auto const& warning : history.warnings) text += detail::message("warning: {}\n", {warning});
    return text;
  }
};

}  // namespace tacit::inline TACIT_ABI
