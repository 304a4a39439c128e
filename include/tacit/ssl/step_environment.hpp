// What a training step works with: networks, batches, memory.
#pragma once

#include <cstdint>

#include "tacit/autodiff/tape.hpp"
#include "tacit/nn/any_backbone.hpp"
#include "tacit/ssl/batch_source.hpp"
#include "tacit/ssl/draws.hpp"
#include "tacit/ssl/task_info.hpp"

namespace tacit::inline TACIT_ABI {

/// Everything a step refers to; all of it outlives the step.
template <std::floating_point Scalar>
struct step_environment {
  context ctx;
  any_backbone<Scalar>& student;
  any_backbone<Scalar>* teacher;  ///< null: no average is kept
  batch_source<Scalar>& batches;
  tape<Scalar>& memory;
  task_info info;
  std::uint64_t seed = 0;
  bool teacher_moves_statistics = false;  ///< the teacher's own passes move its running statistics
  recorded_draws const* recorded = nullptr;  ///< null: drawn from the seed
};

}  // namespace tacit::inline TACIT_ABI
