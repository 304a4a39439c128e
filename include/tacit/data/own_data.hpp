// A task from arrays in memory: labelled rows, their labels, unlabelled rows.
#pragma once

#include <memory>
#include <utility>

#include "tacit/data/from_memory.hpp"
#include "tacit/data/task.hpp"
#include "tacit/tensor/standard.hpp"

namespace tacit::inline TACIT_ABI {

using own_data_options = from_memory_options;

/// A task from labelled samples `xl` with labels `yl` and unlabelled samples `xu`; see from_memory for what may be passed
/// and what is refused. No test samples: a run's evaluation is empty.
template <Samples XL, Labels YL, Samples XU>
task own_data(XL const& xl, YL const& yl, XU const& xu, own_data_options const& options = {}) {
  auto made = from_memory(xl, yl, xu, options);
  return make_task(std::make_shared<dataset const>(std::move(made.data)), std::move(made.split));
}

/// The same with test samples `xt` and their labels, which are scored once, at the end of a run.
template <Samples XL, Labels YL, Samples XU, Samples XT, Labels YT>
task own_data(XL const& xl, YL const& yl, XU const& xu, XT const& xt, YT const& yt, own_data_options const& options = {}) {
  auto made = from_memory(xl, yl, xu, xt, yt, options);
  return make_task(std::make_shared<dataset const>(std::move(made.data)), std::move(made.split));
}

}  // namespace tacit::inline TACIT_ABI
