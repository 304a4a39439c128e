// What all methods of an experiment share: optimiser, rate schedule, averaging. Chosen by the kind of data, and
// printed.
#pragma once

#include <memory>
#include <string>

#include "options.hpp"
#include "tacit/data/task.hpp"
#include "tacit/train/any_optimiser.hpp"
#include "tacit/train/options.hpp"

namespace bench {

struct recipe {
  bool points = false;  ///< rows of features; else images
  double rate = 0, weight_decay = 0, decay = 0;
  double weak_noise = 0, strong_noise = 0;  ///< points: deviation of the views' noise, in units of each feature's own

  tacit::any_optimiser<float> optimiser() const;
  tacit::train_options budget(options const&, index_t split) const;
  /// The task with the recipe's views.
  tacit::task task(std::shared_ptr<tacit::dataset const>, tacit::label_split) const;
  /// In words.
  std::string optimiser_text() const;
  std::string averaging_text() const;
  std::string views_text() const;
};

recipe choose_recipe(options const&, bool points);

}  // namespace bench
