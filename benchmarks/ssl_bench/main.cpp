// ssl_bench: methods beside each other on the same few labels, under the same budget; a table, logs and a report.
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>

#include "catalogue.hpp"
#include "experiment.hpp"
#include "output/files.hpp"
#include "output/table.hpp"
#include "report/report.hpp"
#include "shifts.hpp"
#include "spelling.hpp"
#include "stop.hpp"
#include "tacit/data/manifest.hpp"
#include "tacit/tensor/error.hpp"

namespace bench {
namespace {

constexpr int bad_input = 2, interrupted = 130;

void print_list() {
  std::puts("methods:");
  for (auto const& m : all_methods()) std::printf("  %-22s %s\n", m.name, m.idea);
  std::puts("data sets:");
  for (auto const& d : all_datasets()) std::printf("  %-22s %s\n", d.name, d.title);
  std::puts("shifts, which make two domains of a data set:");
  for (auto const& s : all_shifts()) std::printf("  %-22s %s\n", s.name, s.idea);
  std::puts("networks:");
  for (auto const& n : all_networks()) std::printf("  %s\n", n.name);
  std::printf(
      "all methods of the library: passes; term: source | transform | selection | discrepancy, view | schedule\n%s",
      method_table().c_str());
}

void check_outputs(options const& o) {
  if (!o.out.empty()) require_folder("--out", o.out);
  if (!o.json.empty()) require_writable("--json", o.json);
  if (!o.save.empty()) require_writable("--save", o.save);
  if (!o.checkpoint.empty()) require_writable("--checkpoint", o.checkpoint);
}

void write_splits(experiment const& e) {
  if (e.chosen.out.empty()) return;
  for (std::size_t k = 0; k < e.splits.size(); ++k)
    tacit::save_manifest(e.chosen.out + "/split" + std::to_string(k) + ".txt", e.splits[k], *e.data);
}

/// After each run: what is done so far, whole files only.
void write_results(experiment const& e) {
  auto const& o = e.chosen;
  if (!o.json.empty()) write_text(o.json, results_json(e));
  if (o.out.empty()) return;
  auto const& r = e.runs.back();
  auto const stem = o.out + "/" + r.method + "_split" + std::to_string(r.split);
  write_text(stem + "_steps.csv", steps_csv(r));
  write_text(stem + "_evaluations.csv", evaluations_csv(r));
  write_text(o.out + "/results.json", results_json(e));
  write_text(o.out + "/report.html", report_html(e));
}

int run(options const& chosen) {
  check_outputs(chosen);
  auto e = prepare(chosen);
  std::clog << heading(e);
  write_splits(e);
  try {
    run_all(e, write_results);
  } catch (...) {  // a run that diverged, for example: what was done before it stands
    if (!e.runs.empty()) std::cout << table(e) << std::flush;
    throw;
  }
  if (!e.runs.empty()) std::cout << "\n" << table(e);
  if (!chosen.out.empty() && !e.runs.empty()) std::cout << "\nreport: " << chosen.out << "/report.html\n";
  std::cout << std::flush;
  return e.interrupted ? interrupted : 0;
}

int main(int argc, char** argv) {
  watch_signals();
  auto const line = parse(argc, argv);
  switch (line.wanted) {
    case wish::help:
      std::fputs(line.help.c_str(), stdout);
      return 0;
    case wish::list:
      print_list();
      return 0;
    case wish::list_markdown:
      std::fputs(method_table_markdown().c_str(), stdout);
      return 0;
    case wish::explain:
      std::fputs(explain(line.explain).c_str(), stdout);
      return 0;
    default:
      return run(line.chosen);
  }
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  try {
    return bench::main(argc, argv);
  } catch (bench::usage_error const& e) {
    std::clog << "ssl_bench: " << e.what() << std::endl;
  } catch (tacit::error const& e) {
    std::clog << "ssl_bench: " << e.what() << std::endl;
  } catch (std::exception const& e) {
    std::clog << "ssl_bench: " << e.what() << std::endl;
    return 1;
  }
  return bench::bad_input;
}
