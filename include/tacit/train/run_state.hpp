// run_state: everything that a resumed run needs, for those who save it and load it.
#pragma once

#include <concepts>
#include <string>
#include <variant>
#include <vector>

#include "tacit/data/task.hpp"
#include "tacit/nn/any_backbone.hpp"
#include "tacit/train/any_optimiser.hpp"
#include "tacit/train/any_step_function.hpp"
#include "tacit/train/diagnosis.hpp"
#include "tacit/train/evaluation.hpp"
#include "tacit/train/history.hpp"
#include "tacit/train/options.hpp"
#include "tacit/train/weight_average.hpp"

namespace tacit::inline TACIT_ABI {

/// What trains one network.
template <std::floating_point Scalar>
struct trained_network {
  any_backbone<Scalar> network;
  any_optimiser<Scalar> optimiser;
};

/// The parts of a run, as they stand in its trainer. Random numbers need no state: they are a function of the seed and
/// the step.
template <std::floating_point Scalar>
struct run_state {
  task const& on;
  train_options const& options;
  std::string const& method_name;  ///< the method and its numbers, in words
  any_step_function<Scalar>& method;
  any_backbone<Scalar>& student;
  any_optimiser<Scalar>& optimiser;
  trained_network<Scalar>* second;  ///< null where the method trains one network alone
  weight_average<Scalar>& average;
  history& log;
  std::vector<double>& histogram;  ///< of pseudo-labels, so far
  test_predictions& predictions;
  diagnosis& watch;
};

/// For those who do not know the scalar.
using any_run_state = std::variant<run_state<float>, run_state<double>>;

}  // namespace tacit::inline TACIT_ABI
