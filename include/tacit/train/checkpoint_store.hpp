// checkpoint_store: who keeps a run's state; the trainer knows no file format.
#pragma once

#include <string>

#include "tacit/train/run_state.hpp"

namespace tacit::inline TACIT_ABI {

/// Keeps the states of runs under paths.
class checkpoint_store {
 public:
  virtual ~checkpoint_store() = default;
  /// Throws value_error where a part of this run cannot be saved.
  virtual void check(any_run_state const&) const = 0;
  /// The file appears whole or not at all.
  virtual void save(std::string const& path, any_run_state const&) const = 0;
  /// Throws file_error, before anything changed, if there is no such file or it is of another run.
  virtual void load(std::string const& path, any_run_state const&) const = 0;
  virtual bool holds(std::string const& path) const = 0;
  /// Throws file_error where it cannot.
  virtual void remove(std::string const& path) const = 0;
};

}  // namespace tacit::inline TACIT_ABI
