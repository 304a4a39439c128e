// The methods that the program knows, each bound in a file of its own behind one type.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "networks.hpp"
#include "tacit/train/training.hpp"

namespace bench {

/// What the settings of a method may depend on.
struct run_facts {
  tacit::task_info info;
  bool points = false;  ///< rows of features; else images
};

/// Labels that a method guessed between its trainings: for which share of the pool, and how many of them are right.
struct guesses {
  double share = tacit::unknown, accuracy = tacit::unknown;
};

/// What a method of several trainings leaves: the trainer of the last one, and the labels guessed before that.
struct trained {
  trained(std::unique_ptr<tacit::trainer<float>> of_last, guesses between = {})
      : last(std::move(of_last)), guessed(between) {}

  std::unique_ptr<tacit::trainer<float>> last;
  guesses guessed;
};

/// A method that is several trainings in turn: it gets the network at its initial weights.
using training_procedure = std::function<trained(tacit::training<float> const&, tacit::any_backbone<float> const&,
                                                 tacit::task const&)>;

/// What a trained network answers on the task's test samples where it adapts to them first: their classes. The network
/// is left adapted.
using test_time_answer =
    std::function<std::vector<int>(tacit::any_backbone<float>& trained, tacit::task const&, int threads)>;

/// A method ready for one run, and its settings in words. Hyperparameters that papers count in steps or epochs are
/// scaled to the same share of this run. The papers' weights and thresholds are for images; a handful of labelled
/// points is learned within a few steps, and the unlabelled term must count at once and strongly.
struct prepared_method {
  std::variant<tacit::method_handle<float>, training_procedure> how;
  std::string settings;
  test_time_answer at_test_time = {};  ///< empty: the trained network answers as it is
};

struct method_entry {
  char const* name;
  char const* idea;  ///< in one line
  prepared_method (*prepare)(run_facts const&);
  network_form form = network_form::usual;  ///< of the network, where the user names none
  bool two_domains = false;                 ///< there is nothing to do within one
  bool images_alone = false;                ///< refused for points
  char const* page = nullptr;               ///< in docs/methods; null: the page of its name
};

method_entry supervised_entry();
method_entry entropy_minimization_entry();
method_entry pseudo_label_entry();
method_entry pi_model_entry();
method_entry temporal_ensembling_entry();
method_entry mean_teacher_entry();
method_entry vat_entry();
method_entry arazo_entry();
method_entry ict_entry();
method_entry mixmatch_entry();
method_entry remixmatch_entry();
method_entry uda_entry();
method_entry fixmatch_entry();
method_entry flexmatch_entry();
method_entry freematch_entry();
method_entry softmatch_entry();
method_entry dash_entry();
method_entry sequencematch_entry();
method_entry refixmatch_entry();
method_entry defixmatch_entry();
method_entry debiaspl_entry();
method_entry adamatch_entry();
method_entry comatch_entry();
method_entry simmatch_entry();
method_entry crmatch_entry();
method_entry shrinkmatch_entry();
method_entry meta_pseudo_labels_entry();
method_entry self_training_entry();
method_entry noisy_student_entry();
method_entry distillation_entry();
method_entry transfer_entry();
method_entry dann_entry();
method_entry mme_entry();
method_entry tent_entry();
method_entry conjugate_entry();

std::vector<method_entry> const& all_methods();

/// Throws usage_error with the nearest spelling.
method_entry const& find_method(std::string const& name);

/// "weight 50, rising over the first 40 % of the run (400 steps)".
std::string rising_weight(double weight, double fraction, tacit::task_info const& info);

/// Momentum of a method's moving averages where the papers' 0.999 would outlast the run: at most 1 - 25 / steps.
double momentum_for(tacit::task_info const& info);

}  // namespace bench
