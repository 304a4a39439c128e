// conformance DIR: runs the stored cases below DIR (a set, an area or a case) through the library's public functions.
// A case passes if float and double do. Exit: 0 none failed and some passed, 1 some failed, 2 the set is unusable.
#include <cstdio>
#include <optional>

#include "runner.hpp"

namespace {

using namespace conformance;

template <class S>
outcome execute(test_case const& from, std::function<void(run<S>&)> const& operation) {
  run<S> at(from);
  outcome result;
  try {
    operation(at);
    result = at.result();
  } catch (bad_input const&) {
    throw;
  } catch (std::exception const& e) {
    result = at.result();
    result.passed = false;
    result.where = std::string("threw: ") + e.what();
    return result;
  }
  for (auto const& output : from.outputs())
    if (result.checked.count(output.first) == 0) {
      if (result.passed) result.where = "not checked: " + output.first;
      result.passed = false;
    }
  if (from.outputs().empty()) throw bad_input(from.label() + ": stores no outputs");
  return result;
}

/// Prints the line of a failing case: the precision with the larger deviation.
void report(test_case const& from, char const* precision, outcome const& result) {
  std::printf("FAIL %s (%s) %s: %s (deviation %.3g of the tolerance)\n", from.label().c_str(), from.op().c_str(),
              precision, result.where.c_str(), result.worst);
}

bool passes(test_case const& from, registry::operation const& operation) {
  bool const skip_single = from.has_key("float32") && from.text("float32") == "skip";
  std::optional<outcome> single;
  if (!skip_single) single = execute<float>(from, operation.f32);
  outcome const twofold = execute<double>(from, operation.f64);
  bool const single_passed = !single || single->passed;
  if (single_passed && twofold.passed) return true;
  if (twofold.passed || (!single_passed && single->worst > twofold.worst))
    report(from, "f32", *single);
  else
    report(from, "f64", twofold);
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: conformance DIR\n  DIR: a set of vectors, one of its areas, or one case\n");
    return 2;
  }
  registry operations;
  add_loss_operations(operations);
  add_schedule_operations(operations);
  add_ema_operations(operations);
  add_optim_operations(operations);
  add_metric_operations(operations);
  add_extra_operations(operations);
  add_layer_operations(operations);
  add_augment_operations(operations);
  add_method_operations(operations);
  add_alignment_operations(operations);
  add_threshold_operations(operations);
  add_method_mix_operations(operations);
  add_fixmatch_operations(operations);
  add_head_operations(operations);
  add_model_operations(operations);
  add_model_mpl_operations(operations);
  add_model_self_training_operations(operations);
  add_model_adapt_operations(operations);
  add_model_vat_operations(operations);
  add_model_adamatch_operations(operations);

  int passed = 0, failed = 0, skipped = 0;
  bool unusable = false;
  try {
    for (auto const& folder : find_cases(argv[1])) {
      try {
        test_case const from(folder);
        auto const* operation = operations.find(from.area(), from.op());
        if (!operation) {
          std::printf("SKIP %s: no operation '%s'\n", from.label().c_str(), from.op().c_str());
          ++skipped;
        } else {
          ++(passes(from, *operation) ? passed : failed);
        }
      } catch (bad_input const& e) {  // the other cases still tell something
        std::fflush(stdout);
        std::fprintf(stderr, "conformance: %s\n", e.what());
        unusable = true;
      }
    }
  } catch (std::exception const& e) {
    std::fprintf(stderr, "conformance: %s\n", e.what());
    return 2;
  }
  std::printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped);
  if (unusable) return 2;
  return failed > 0 || passed == 0 ? 1 : 0;
}
