#include "measure.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "clock.hpp"
#include "floors.hpp"
#include "measuring/median.hpp"

namespace bench {
namespace {

double seconds_of(std::function<void()> const& run, int calls) {
  double const start = now();
  for (int i = 0; i < calls; ++i) run();
  return (now() - start) / calls;
}

/// How many calls take about five milliseconds; the first call warms up what the job keeps.
int calls_for(std::function<void()> const& run) {
  run();
  double const once = seconds_of(run, 1);
  return static_cast<int>(std::clamp(5e-3 / std::max(once, 1e-9), 1.0, 100000.0));
}

}  // namespace

std::vector<row> measure(kernel_case const& one, context const& ctx, int repetitions) {
  auto const jobs = one.prepare(ctx);
  std::vector<int> calls;
  for (auto const& j : jobs) calls.push_back(calls_for(j.run));
  std::vector<double> floors;
  std::vector<std::vector<double>> times(jobs.size());
  for (int r = 0; r < repetitions; ++r) {
    floors.push_back(one.floor == limit::arithmetic ? multiply_add_peak(ctx, one.scalar == "f64")
                                                    : memory_bandwidth(ctx));
    for (std::size_t j = 0; j < jobs.size(); ++j) times[j].push_back(seconds_of(jobs[j].run, calls[j]));
  }
  std::vector<row> rows;
  for (std::size_t j = 0; j < jobs.size(); ++j) {
    double const seconds = median(times[j]);
    rows.push_back({one.kernel, jobs[j].impl, one.scalar, one.shape, ctx.threads(), one.floor,
                    one.work / seconds * 1e-9, median(floors), one.work, seconds, one.net, one.count});
  }
  return rows;
}

std::vector<row> network_means(std::vector<row> const& rows, std::string const& window) {
  std::map<std::tuple<std::string, int, std::string, std::string>, row> sums;
  for (row const& r : rows) {
    if (r.net.empty() || r.shape.find(window) == std::string::npos) continue;
    for (std::string const& kernel : {r.kernel, std::string("conv_all")}) {
      row& sum = sums[{r.net, r.threads, r.impl, kernel}];
      if (sum.net.empty())
        sum = {kernel, r.impl, r.scalar, r.net + " " + window, r.threads, r.bound, 0, 0, 0, 0, r.net, 1};
      sum.work += r.count * r.work;
      sum.seconds += r.count * r.seconds;
      sum.floor += r.count * r.work / r.floor;  // seconds at the floor, times 1e9
    }
  }
  std::vector<row> means;
  for (auto& [key, sum] : sums) {
    sum.rate = sum.work / sum.seconds * 1e-9;
    sum.floor = sum.work / sum.floor;
    means.push_back(sum);
  }
  return means;
}

}  // namespace bench
