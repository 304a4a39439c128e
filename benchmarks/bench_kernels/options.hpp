// The command line of bench_kernels.
#pragma once

#include <string>
#include <vector>

namespace bench {

struct options {
  std::string json;          ///< file for the rows; empty: none
  std::string filter;        ///< a part of "kernel impl scalar shape net"; empty: all
  std::vector<int> threads;  ///< each measured by itself
  int repeat = 5;
  bool help = false;
  std::string help_text = {};
};

/// Throws std::invalid_argument with one sentence.
options parse(int argc, char const* const* argv);

}  // namespace bench
