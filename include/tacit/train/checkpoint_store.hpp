// checkpoint_store: who keeps a run's state; the trainer knows no file format.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "tacit/data/task.hpp"
#include "tacit/nn/parameters.hpp"
#include "tacit/train/options.hpp"
#include "tacit/train/state_archive.hpp"

namespace tacit::inline TACIT_ABI {

/// What a run is a run of. A checkpoint resumes a run of the same facts only.
struct run_facts {
  std::string method, optimiser;  ///< in words, with their numbers
  task const& on;
  train_options const& options;
  std::span<block const> blocks;  ///< of the network
  int bits;                       ///< of a parameter
};

/// Stores archives under a path.
class checkpoint_store {
 public:
  virtual ~checkpoint_store() = default;
  /// An archive for the state of this run, to be visited and written.
  virtual std::unique_ptr<state_archive> create(run_facts const&) const = 0;
  /// The file appears whole or not at all; the archive must come from create().
  virtual void write(std::string const& path, state_archive const&) const = 0;
  /// What is stored; throws file_error, before anything changed, if there is none or it is of another run.
  virtual std::unique_ptr<state_archive> open(std::string const& path, run_facts const&) const = 0;
  virtual bool holds(std::string const& path) const = 0;
  /// Throws file_error where it cannot.
  virtual void remove(std::string const& path) const = 0;
};

}  // namespace tacit::inline TACIT_ABI
