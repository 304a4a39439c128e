// The command line, read with CLI11.
#include "options.hpp"

#include <CLI/CLI.hpp>

#include <charconv>
#include <cmath>
#include <limits>

#include "datasets.hpp"
#include "methods.hpp"
#include "networks.hpp"
#include "shifts.hpp"
#include "spelling.hpp"
#include "text.hpp"

namespace bench {

namespace {

template <class Integer>
CLI::Validator whole_number(Integer least, Integer most = std::numeric_limits<std::int32_t>::max()) {
  return CLI::Validator(
      [=](std::string& text) -> std::string {
        Integer value{};
        auto const end = text.data() + text.size();
        auto const result = std::from_chars(text.data(), end, value);
        if (result.ec == std::errc{} && result.ptr == end && value >= least && value <= most) return {};
        return "expected a whole number from " + std::to_string(least) + " to " + std::to_string(most) + ", got '" +
               text + "'";
      },
      "");
}

CLI::Validator positive_number() {
  return CLI::Validator(
      [](std::string& text) -> std::string {
        double value = 0;
        auto const end = text.data() + text.size();
        auto const result = std::from_chars(text.data(), end, value);
        if (result.ec == std::errc{} && result.ptr == end && value > 0 && std::isfinite(value)) return {};
        return "expected a number above 0, got '" + text + "'";
      },
      "");
}

std::string command_text(int argc, char const* const* argv) {
  std::string text = "ssl_bench";
  for (int i = 1; i < argc; ++i) {
    std::string const word = argv[i];
    bool const plain = !word.empty() && word.find_first_of(" \t\n'\"\\$`&|;<>()*?[]#~!") == std::string::npos;
    text += " " + (plain ? word : "'" + word + "'");
  }
  return text;
}

/// Each name must be known, and no method may come twice.
void check_names(options const& o) {
  for (auto it = o.methods.begin(); it != o.methods.end(); ++it) {
    find_method(*it);
    if (std::find(o.methods.begin(), it, *it) != it)
      throw usage_error("--method: expected each method once, got '" + *it + "' twice");
  }
  find_dataset(o.dataset);
  if (!o.net.empty()) find_network(o.net);
  if (!o.shift.empty()) find_shift(o.shift);
}

/// CLI11 says "--steps: 1 required INT missing".
std::string without_value(std::string const& message) {
  return message.substr(0, message.find(':')) + ": expected a value, got none";
}

void check_extras(CLI::App const& app, std::vector<std::string> const& extras) {
  if (extras.empty()) return;
  std::string const name = extras.front().substr(0, extras.front().find('='));
  if (!name.starts_with("-")) throw usage_error("'" + name + "': expected an option, which begins with --");
  std::vector<std::string> known;
  for (auto const* option : app.get_options())
    for (auto const& long_name : option->get_lnames()) known.push_back("--" + long_name);
  throw_unknown("option", name, known);
}

}  // namespace

command_line parse(int argc, char const* const* argv) {
  command_line line;
  options& o = line.chosen;
  std::string methods = "supervised,mean_teacher,fixmatch";
  bool list = false, list_markdown = false;

  CLI::App app(
      "ssl_bench: trains a network on few labels and many unlabelled samples, by several methods under one budget,\n"
      "and shows what the unlabelled samples gained. Exit code: 0, 2 on bad input, 130 when it was interrupted.",
      "ssl_bench");
  app.allow_extras();
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);  // later ones override
  constexpr index_t any = 0, one = 1;
  app.add_option("--method", methods, "Methods, separated by commas")->capture_default_str();
  app.add_option("--dataset", o.dataset, "Data set")->capture_default_str();
  app.add_option("--data", o.data, "Folder of the data set's files (default: where Debian puts Fashion-MNIST)");
  app.add_option("--shift", o.shift,
                 "Two domains: labels of the data as they are, unlabelled samples and test of a shifted copy: rotated, "
                 "noisy or inverted (default: none; rotated where a method needs two domains)");
  app.add_option("--net", o.net,
                 "Network (default: small_cnn for images, mlp for points; their _norm or _cosine form where a method "
                 "needs it)");
  app.add_option(
         "--labels", o.labels,
         "Labelled samples for training (default: 100; cifar10 250, two-moons 6; ten times as many with --shift)")
      ->check(whole_number(one));
  app.add_option("--validation", o.validation, "Further labelled samples, for validation")
      ->check(whole_number(any))
      ->capture_default_str();
  app.add_option("--splits", o.splits, "Label splits; split k uses seed + k")
      ->check(whole_number(one))
      ->capture_default_str();
  app.add_option("--steps", o.steps, "Training steps (default: 1000, or 5000 for points)")->check(whole_number(one));
  app.add_option("--batch", o.batch, "Labelled samples a step (default: 32, or 8 for points)")
      ->check(whole_number(one));
  app.add_option("--ratio", o.ratio, "Unlabelled samples a step for each labelled one (default: 7, or 28 for points)")
      ->check(whole_number(any));
  app.add_option("--rate", o.rate, "Learning rate (default: 0.03 for images, 0.01 for points)")
      ->check(positive_number());
  app.add_option("--evaluations", o.evaluations, "Evaluation points, evenly over the run")
      ->check(whole_number(one))
      ->capture_default_str();
  app.add_option("--seed", o.seed, "Seed of splits, initial weights, order and augmentation")
      ->check(whole_number<std::uint64_t>(0, std::numeric_limits<std::uint64_t>::max()))
      ->capture_default_str();
  app.add_option("--threads", o.threads, "Threads; 0: as many as OpenMP gives. Results do not depend on it")
      ->check(whole_number(0, 1024))
      ->capture_default_str();
  app.add_option("--json", o.json, "Write one row a run to this file");
  app.add_option("--out", o.out, "Write logs, splits, results.json and report.html to this folder");
  app.add_option("--save", o.save, "Write the evaluated weights of the last split to this .npz file");
  app.add_option("--load", o.load, "Start from the weights in this .npz file");
  app.add_option(
      "--checkpoint", o.checkpoint,
      "Write the state of the run (one method, one split) to this .npz file, at each evaluation and at its end");
  app.add_flag("--resume", o.resume, "Go on from the checkpoint: bit for bit as if the run had never stopped");
  app.add_flag("--list", list,
               "List the methods that the program trains, data sets, networks, and all methods by slots");
  app.add_flag("--list-markdown", list_markdown, "The table of all methods by slots, as in docs/methods/README.md");
  app.add_option("--explain", line.explain, "A method's slots, views, state, formula, defaults and paper");

  try {
    app.parse(argc, argv);
  } catch (CLI::CallForHelp const&) {
    line.wanted = wish::help;
    line.help = app.help();
    return line;
  } catch (CLI::ArgumentMismatch const& e) {
    throw usage_error(without_value(e.what()));
  } catch (CLI::ParseError const& e) {
    throw usage_error(e.what());
  }
  check_extras(app, app.remaining());
  if (list || list_markdown || !line.explain.empty()) {
    line.wanted = list ? wish::list : list_markdown ? wish::list_markdown : wish::explain;
    return line;
  }
  o.methods = split_at_commas(methods);
  o.command = command_text(argc, argv);
  check_names(o);
  if (o.resume && o.checkpoint.empty()) throw usage_error("--resume: expected --checkpoint FILE, got none");
  if (!o.checkpoint.empty() && (o.methods.size() > 1 || o.splits > 1))
    throw usage_error("--checkpoint: expected one method and one split, got " + std::to_string(o.methods.size()) +
                      " methods and " + std::to_string(o.splits) + " splits");
  return line;
}

}  // namespace bench
