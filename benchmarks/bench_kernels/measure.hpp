// Measuring a case: everyone in turn, and the floor between them, several times over; medians.
#pragma once

#include "case.hpp"

namespace bench {

/// One implementation of one case on so many threads.
struct row {
  std::string kernel, impl, scalar, shape;
  int threads = 1;
  limit bound = limit::arithmetic;
  double rate = 0;   ///< GFLOP/s or GB/s
  double floor = 0;  ///< the machine's own, in the same unit
  double work = 0, seconds = 0;
  std::string net;
  int count = 1;
  double ratio() const { return rate / floor; }
};

std::vector<row> measure(kernel_case const& one, context const& ctx, int repetitions);

/// By network, implementation, threads and kernel, and for all three passes together ("conv_all"): all shapes that the
/// network has, each as often as it occurs, as one piece of work. Only shapes that contain `window` count.
std::vector<row> network_means(std::vector<row> const& rows, std::string const& window);

}  // namespace bench
