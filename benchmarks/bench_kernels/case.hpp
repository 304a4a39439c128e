// A case: one kernel on one shape, what its floor is, and everyone who computes it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tacit/kernel/context.hpp"

namespace bench {

using tacit::context;
using tacit::index_t;

/// What limits a kernel: fused multiply-adds (work counts floating-point operations) or memory (work counts bytes, each
/// array once a read and once a write).
enum class limit { arithmetic, memory };

/// One implementation, ready to be called again and again; it owns its data.
struct job {
  std::string impl;
  std::function<void()> run;
};

struct kernel_case {
  std::string kernel, scalar, shape;
  limit floor = limit::arithmetic;
  double work = 0;  ///< of one call
  std::function<std::vector<job>(context const&)> prepare;
  std::string net = {};  ///< the network that the shape is from, if any
  int count = 1;         ///< how many times it has that shape
};

/// The cases of each family of kernels.
std::vector<kernel_case> gemm_cases();
std::vector<kernel_case> convolution_cases();
std::vector<kernel_case> norm_cases();
std::vector<kernel_case> pooling_cases();
std::vector<kernel_case> elementwise_cases();
std::vector<kernel_case> update_cases();
std::vector<kernel_case> augmentation_cases();

}  // namespace bench
