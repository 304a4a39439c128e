// Over the splits: mean and deviation of each method, and its difference to the supervised baseline.
#pragma once

#include <string>
#include <vector>

#include "experiment.hpp"

namespace bench {

struct mean_and_deviation {
  double mean = tacit::unknown, deviation = tacit::unknown;  ///< sample deviation; NaN below two values
};
mean_and_deviation describe(std::vector<double> const& values);

struct method_summary {
  std::string method, settings;
  std::vector<run_record const*> runs;
  mean_and_deviation accuracy;  ///< at the last evaluation
  mean_and_deviation gain;      ///< over supervised on the same splits; NaN where there is nothing to compare
  bool interrupted = false;     ///< it has no complete run
};

/// In the order of the command line; methods that have not run yet are left out, and so is an interrupted run of a
/// method that has complete ones.
std::vector<method_summary> summarise(experiment const&);

}  // namespace bench
