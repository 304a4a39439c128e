// The table for people and the rows for scripts.
#include <cmath>
#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "measuring/rows_text.hpp"
#include "row.hpp"

namespace bench {

namespace {
nlohmann::ordered_json json_of(row const& r) {
  return {{"work", r.work},
          {"net", r.net},
          {"batch", r.batch},
          {"mu", r.mu},
          {"threads", r.threads},
          {"precision", "f32"},
          {"recipe", r.recipe},
          {"mask_rate", r.mask_rate},
          {"skipped", r.skipped},
          {"step_ms", r.step_ms},
          {"samples_per_second", r.samples_per_second},
          {"allocations_per_step", r.allocations_per_step},
          {"peak_mib", r.peak_mib}};
}
}  // namespace

void print_head() {
  std::printf("%-13s %-10s %-9s %5s %3s %7s %11s %10s %6s %7s %10s\n", "work", "net", "recipe", "batch", "mu",
              "threads", "step, ms", "samples/s", "mask", "allocs", "peak, MiB");
}

void print(row const& r) {
  std::printf("%-13s %-10s %-9s %5td %3td %7d %11.3f %10.0f %6s %7.1f %10.0f\n", r.work.c_str(), r.net.c_str(),
              r.recipe.c_str(), r.batch, r.mu, r.threads, r.step_ms, r.samples_per_second,
              std::isnan(r.mask_rate) ? "-" : std::to_string(r.mask_rate).substr(0, 4).c_str(), r.allocations_per_step,
              r.peak_mib);
  std::fflush(stdout);
}

void write_json(std::string const& path, std::vector<row> const& rows) {
  std::vector<nlohmann::ordered_json> all;
  for (auto const& r : rows) all.push_back(json_of(r));
  std::ofstream file(path);
  file << rows_text(all);
  if (!file.flush()) throw std::runtime_error(path + ": cannot be written");
}

}  // namespace bench
