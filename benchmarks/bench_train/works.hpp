// What bench_train times.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "measure.hpp"
#include "row.hpp"

namespace bench {

struct work {
  row what;  ///< all but the measured figures
  std::function<row(row)> measure;
};

struct work_options {
  std::vector<int> threads{1, 2};
  patience steps;
  std::string data;  ///< folder of Fashion-MNIST; synthetic images where it cannot be read
};

/// In the order of the table: train, fixmatch, mean_teacher, tiny; each for every number of threads.
std::vector<work> works(work_options const&);

}  // namespace bench
