// What a method may know about a task before step 0.
#pragma once

#include <span>

#include "tacit/tensor/view.hpp"

namespace tacit::inline TACIT_ABI {

struct task_info {
  index_t classes = 0;
  index_t pool = 0;            ///< unlabelled samples
  index_t labelled_batch = 0;  ///< rows a step
  index_t unlabelled_batch = 0;
  index_t steps = 0;                          ///< of the whole run
  index_t steps_per_epoch = 1;                ///< one epoch: one pass over the pool
  std::span<double const> labelled_shares{};  ///< of each class among the labelled samples; empty: not known
  std::span<int const> labels{};              ///< of all labelled samples, in the split's order; outlives the run
};

}  // namespace tacit::inline TACIT_ABI
