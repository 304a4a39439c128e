// bench_kernels: how far every kernel is from the machine's limit, and how other libraries do on the same data.
#include <cstdio>
#include <exception>
#include <fstream>
#include <stdexcept>

#include "options.hpp"
#include "output.hpp"

namespace bench {
namespace {

std::vector<kernel_case> all_cases() {
  std::vector<kernel_case> all;
  for (auto family :
       {gemm_cases, convolution_cases, norm_cases, pooling_cases, elementwise_cases, update_cases, augmentation_cases})
    for (auto& one : family()) all.push_back(std::move(one));
  return all;
}

bool wanted(kernel_case const& one, std::string const& filter) {
  std::string const name = one.kernel + " " + one.scalar + " " + one.shape + " " + one.net;
  return name.find(filter) != std::string::npos;
}

void run(options const& o) {
  std::ofstream json;
  if (!o.json.empty()) {
    json.open(o.json);
    if (!json) throw std::invalid_argument("--json: cannot write '" + o.json + "'");
  }
  std::vector<row> rows;
  auto const show = [&](std::vector<row> const& more) {
    for (row const& r : more) std::fputs(table_line(r).c_str(), stdout);
    std::fflush(stdout);
  };
  std::fputs(table_heading().c_str(), stdout);
  auto const cases = all_cases();
  for (int threads : o.threads)
    for (auto const& one : cases)
      if (wanted(one, o.filter)) {
        auto const more = measure(one, context(threads), o.repeat);
        show(more);
        rows.insert(rows.end(), more.begin(), more.end());
      }
  if (rows.empty()) throw std::invalid_argument("--filter: no case contains '" + o.filter + "'");
  auto const means = network_means(rows, "3x3");
  show(means);
  rows.insert(rows.end(), means.begin(), means.end());
  if (json.is_open()) json << to_json(rows);
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  try {
    auto const o = bench::parse(argc, argv);
    if (o.help)
      std::fputs(o.help_text.c_str(), stdout);
    else
      bench::run(o);
    return 0;
  } catch (std::invalid_argument const& e) {
    std::fprintf(stderr, "bench_kernels: %s\n", e.what());
    return 2;
  } catch (std::exception const& e) {
    std::fprintf(stderr, "bench_kernels: %s\n", e.what());
    return 1;
  }
}
