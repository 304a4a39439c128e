#include "options.hpp"

#include <CLI/CLI.hpp>
#include <stdexcept>

#include "tacit/kernel/context.hpp"

namespace bench {

options parse(int argc, char const* const* argv) {
  options o;
  int const all = tacit::context().threads();
  o.threads = all > 1 ? std::vector<int>{1, all} : std::vector<int>{1};
  CLI::App app(
      "bench_kernels: every kernel beside its floor (peak of multiply-adds, or memory bandwidth, measured in between)\n"
      "and beside other libraries, where they are installed.",
      "bench_kernels");
  app.add_option("--json", o.json, "Write the rows to this file");
  app.add_option("--filter", o.filter, "Only cases whose 'kernel scalar shape net' contains this text");
  app.add_option("--threads", o.threads, "Thread counts, separated by commas (default: 1 and all)")
      ->delimiter(',')
      ->check(CLI::PositiveNumber);
  app.add_option("--repeat", o.repeat, "Repetitions; the median counts")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (CLI::CallForHelp const&) {
    o.help = true;
    o.help_text = app.help();
  } catch (CLI::ParseError const& e) {
    throw std::invalid_argument(e.what());
  }
  return o;
}

}  // namespace bench
