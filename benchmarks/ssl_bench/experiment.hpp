// An experiment: several methods on the same splits under the same budget; and what its runs leave behind.
#pragma once

#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "datasets.hpp"
#include "methods.hpp"
#include "networks.hpp"
#include "options.hpp"
#include "recipe.hpp"
#include "tacit/data/split.hpp"
#include "tacit/train/evaluation.hpp"

namespace bench {

/// One method on one split.
struct run_record {
  std::string method, settings;
  index_t split = 0;
  std::uint64_t seed = 0;
  tacit::history history;
  tacit::evaluation evaluation;
  double accuracy_before = tacit::unknown;  ///< of the trained network, where it adapted to the test samples after that
  std::string weight_hash;
  bool interrupted = false;
  guesses guessed;  ///< where a method guesses between trainings, not in each step
  std::vector<int> decision_map;  ///< points of the plane: class of each cell of `plane`, row by row from the top

  double mask_rate() const {
    return std::isnan(guessed.share) ? history.recent(&tacit::step_log::mask_rate) : guessed.share;
  }
  double pseudo_label_accuracy() const {
    return std::isnan(guessed.share) ? history.recent(&tacit::step_log::pseudo_label_accuracy) : guessed.accuracy;
  }
  double images_per_second() const { return history.seconds > 0 ? history.images / history.seconds : 0; }
};

/// The part of the plane that decision maps show.
struct plane {
  double left = 0, right = 0, bottom = 0, top = 0;
  index_t columns = 180, rows = 120;
};

/// A data set, and the shifted copy of it that unlabelled and test samples come from.
struct two_domains {
  std::string target;    ///< how it differs from the source, in words
  std::string asked_by;  ///< the method that needs them, where the user named no shift
};

struct experiment {
  options chosen;
  dataset_entry source;
  network_entry network;
  recipe shared;
  std::shared_ptr<tacit::dataset const> data;  ///< with a shift: both domains
  std::optional<two_domains> domains;
  std::vector<tacit::label_split> splits;
  plane view;
  std::vector<run_record> runs;
  int threads = 1;  ///< in effect
  bool interrupted = false;

  /// "labels of the data as they are; unlabelled and test samples turned by 30 degrees"; empty for one domain.
  std::string domains_text() const;
  bool is_planar() const { return data->train.shape.size() == 1 && data->train.shape[0] == 2; }
};

/// Loads the data, draws the splits and builds the network once, so that bad input is refused before anything is
/// trained.
experiment prepare(options const&);

/// Runs every method on every split; `after_each` is called after each run, for reports so far.
void run_all(experiment&, void (*after_each)(experiment const&));

}  // namespace bench
