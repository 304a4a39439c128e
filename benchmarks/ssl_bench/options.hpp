// What the command line asks for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tacit/tensor/config.hpp"
#include "tacit/tensor/view.hpp"

namespace bench {

using tacit::index_t;

struct options {
  std::vector<std::string> methods;
  std::string dataset = "fashion-mnist", data, net;      ///< empty data, net: what the data set and the methods say
  std::string shift;                                     ///< "none" or a shift; empty: what the methods ask for
  index_t labels = 0, steps = 0, batch = 0, ratio = -1;  ///< 0 or -1: what the data set says
  index_t validation = 0, splits = 1, evaluations = 20;
  double rate = 0;  ///< 0: what the data set says
  std::uint64_t seed = 0;
  int threads = 0;
  std::string json, out, save, load, checkpoint;  ///< paths; empty: none
  bool resume = false;                            ///< go on from the checkpoint
  std::string command;                            ///< the command line as it was typed
};

enum class wish { run, help, list, list_markdown, explain };

struct command_line {
  wish wanted = wish::run;
  options chosen;
  std::string help;     ///< text of --help
  std::string explain;  ///< a method
};

/// Throws usage_error for what it does not know and for values out of range.
command_line parse(int argc, char const* const* argv);

}  // namespace bench
