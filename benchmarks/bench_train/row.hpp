// One measured work: what was timed, and what it took.
#pragma once

#include <string>
#include <vector>

#include "tacit/tensor/view.hpp"

namespace bench {

using tacit::index_t;

struct row {
  std::string work;    ///< train (supervised), fixmatch, mean_teacher, tiny
  std::string net;     ///< and its size, for tiny
  /// joint: one pass over all views; separate: a pass a view, no gradient through targets; selected: the same without
  /// strong rows of weight zero.
  std::string recipe;
  index_t batch = 0, mu = 0;
  int threads = 0;
  double mask_rate = 0;           ///< mean weight of the unlabelled samples in the timed steps; NaN without any
  double skipped = 0;             ///< share of the strong rows that were not computed
  double step_ms = 0;             ///< median
  double samples_per_second = 0;  ///< augmented samples: labelled, and each unlabelled one once a view
  double allocations_per_step = 0;
  double peak_mib = 0;  ///< of the process while this work ran
};

void print_head();
void print(row const&);
void write_json(std::string const& path, std::vector<row> const&);

}  // namespace bench
