// bench_train: the time of whole training steps, data loading and augmentation included, as a user's program runs them.
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "works.hpp"

namespace {

struct command_line {
  bench::work_options options;
  std::string filter, json;
  int repeat = 1;
};

/// Works whose "work net recipe" contains the filter; rows are the median run of `repeat` rounds over all of them.
int run(command_line const& line) {
  std::vector<bench::work> chosen;
  for (auto& w : bench::works(line.options))
    if ((w.what.work + " " + w.what.net + " " + w.what.recipe).find(line.filter) != std::string::npos)
      chosen.push_back(std::move(w));
  if (chosen.empty()) {
    std::cerr << "bench_train: --filter " << line.filter << " leaves nothing to measure\n";
    return 2;
  }
  bench::print_head();
  std::vector<std::vector<bench::row>> rounds(chosen.size());
  for (int k = 0; k < line.repeat; ++k)
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      rounds[i].push_back(chosen[i].measure(chosen[i].what));
      bench::print(rounds[i].back());
    }
  std::vector<bench::row> rows;
  for (auto& measured : rounds) {
    auto const middle = measured.begin() + static_cast<std::ptrdiff_t>(measured.size() / 2);
    std::nth_element(measured.begin(), middle, measured.end(),
                     [](auto const& a, auto const& b) { return a.step_ms < b.step_ms; });
    rows.push_back(*middle);
  }
  if (line.repeat > 1) {
    std::printf("\nmedian of %d rounds\n", line.repeat);
    bench::print_head();
    for (auto const& r : rows) bench::print(r);
  }
  if (!line.json.empty()) bench::write_json(line.json, rows);
  return 0;
}

}  // namespace

int main(int argc, char** argv) try {
  command_line line;
  line.options.data = "/usr/share/datasets/fashion-mnist";
  CLI::App app{"Times training steps: supervised, FixMatch, Mean Teacher and a tiny one"};
  app.add_option("--filter", line.filter, "only works whose \"work net recipe\" contains this");
  app.add_option("--threads", line.options.threads, "numbers of threads, for example 1,2")
      ->delimiter(',')
      ->check(CLI::PositiveNumber);
  app.add_option("--steps", line.options.steps.timed, "timed steps of a work")->check(CLI::Range(2, 100000));
  app.add_option("--warm", line.options.steps.warm, "steps before them")->check(CLI::Range(1, 100000));
  app.add_option("--repeat", line.repeat, "rounds over all works; rows are medians")->check(CLI::PositiveNumber);
  app.add_option("--data", line.options.data, "folder of Fashion-MNIST");
  app.add_option("--json", line.json, "write the rows here");
  try {
    app.parse(argc, argv);
  } catch (CLI::ParseError const& e) {
    return app.exit(e) == 0 ? 0 : 2;
  }
  return run(line);
} catch (std::exception const& e) {
  std::cerr << "bench_train: " << e.what() << "\n";
  return 2;
}
