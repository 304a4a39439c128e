#include "output.hpp"

#include <cstdio>

#include "measuring/rows_text.hpp"

namespace bench {

std::string table_heading() {
  char line[200];
  std::snprintf(line, sizeof line, "%-26s %-34s %-6s %-9s %7s %10s %10s %11s %7s\n", "kernel", "shape", "scalar",
                "impl", "threads", "ms", "rate", "floor", "ratio");
  return line;
}

std::string table_line(row const& r) {
  char line[300];
  std::snprintf(line, sizeof line, "%-26s %-34s %-6s %-9s %7d %10.4f %10.1f %6.1f %s %6.1f%%\n", r.kernel.c_str(),
                r.shape.c_str(), r.scalar.c_str(), r.impl.c_str(), r.threads, r.seconds * 1e3, r.rate, r.floor,
                r.bound == limit::arithmetic ? "GF/s" : "GB/s", 100 * r.ratio());
  return line;
}

std::string to_json(std::vector<row> const& rows) {
  std::vector<nlohmann::ordered_json> list;
  for (row const& r : rows) {
    nlohmann::ordered_json one;
    one["kernel"] = r.kernel;
    one["impl"] = r.impl;
    one["scalar"] = r.scalar;
    one["shape"] = r.shape;
    if (!r.net.empty()) one["net"] = r.net;
    one["threads"] = r.threads;
    one["ms"] = r.seconds * 1e3;
    one[r.bound == limit::arithmetic ? "gflops" : "gbytes_per_s"] = r.rate;
    one["floor"] = r.floor;
    one["floor_ratio"] = r.ratio();
    list.push_back(std::move(one));
  }
  return rows_text(list);
}

}  // namespace bench
