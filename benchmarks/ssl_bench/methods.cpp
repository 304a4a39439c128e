// The table of methods.
#include "methods.hpp"

#include <algorithm>

#include "spelling.hpp"
#include "text.hpp"

namespace bench {

std::vector<method_entry> const& all_methods() {
  static std::vector<method_entry> const entries{supervised_entry(),
                                                 entropy_minimization_entry(),
                                                 pseudo_label_entry(),
                                                 pi_model_entry(),
                                                 temporal_ensembling_entry(),
                                                 mean_teacher_entry(),
                                                 vat_entry(),
                                                 arazo_entry(),
                                                 ict_entry(),
                                                 mixmatch_entry(),
                                                 remixmatch_entry(),
                                                 uda_entry(),
                                                 fixmatch_entry(),
                                                 flexmatch_entry(),
                                                 freematch_entry(),
                                                 softmatch_entry(),
                                                 dash_entry(),
                                                 sequencematch_entry(),
                                                 refixmatch_entry(),
                                                 defixmatch_entry(),
                                                 debiaspl_entry(),
                                                 adamatch_entry(),
                                                 comatch_entry(),
                                                 simmatch_entry(),
                                                 crmatch_entry(),
                                                 shrinkmatch_entry(),
                                                 meta_pseudo_labels_entry(),
                                                 self_training_entry(),
                                                 noisy_student_entry(),
                                                 distillation_entry(),
                                                 transfer_entry(),
                                                 dann_entry(),
                                                 mme_entry(),
                                                 tent_entry(),
                                                 conjugate_entry()};
  return entries;
}

method_entry const& find_method(std::string const& name) {
  std::vector<std::string> known;
  for (auto const& entry : all_methods()) {
    if (entry.name == name) return entry;
    known.emplace_back(entry.name);
  }
  throw_unknown("--method", name, known);
}

std::string rising_weight(double weight, double fraction, tacit::task_info const& info) {
  return "weight " + number(weight) + ", rising over the first " + number(100 * fraction) + " % of the run (" +
         number(fraction * static_cast<double>(info.steps)) + " steps)";
}

double momentum_for(tacit::task_info const& info) {
  return std::clamp(1 - 25 / static_cast<double>(info.steps), 0.5, 0.999);
}

}  // namespace bench
