// The machine's limits, measured beside the kernels: fused multiply-adds, and reading and writing main memory.
#pragma once

#include "case.hpp"

namespace bench {

/// Multiply-adds on registers only, on the context's threads at once: GFLOP/s.
double multiply_add_peak(context const& ctx, bool double_precision);

/// a = b + s c over arrays far larger than any cache, on the context's threads: GB/s, three arrays counted.
double memory_bandwidth(context const& ctx);

}  // namespace bench
