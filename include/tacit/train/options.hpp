// The budget of a run. Two runs with equal options differ by their method alone.
#pragma once

#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <variant>

#include "tacit/optim/ema.hpp"
#include "tacit/optim/swa.hpp"
#include "tacit/train/block_filter.hpp"

namespace tacit::inline TACIT_ABI {

/// Which weights are evaluated, and which teach.
struct no_average {};
using averaging = std::variant<ema, swa, no_average>;

/// Factor of the optimiser's rate at step t of K.
using rate_schedule = std::function<double(double t, double steps)>;

/// cos(7 pi t / (16 K)): the schedule of the FixMatch family; ends at 0.195.
inline double cosine_7_16(double t, double steps) { return std::cos(7.0 * 3.141592653589793 * t / (16.0 * steps)); }
inline double constant_rate(double, double) { return 1.0; }

class checkpoint_store;

/// Saving a run, and going on with it: everything it needs is in one file, which appears whole or not at all. Made by
/// npz_checkpoint({.path = ...}) of train/checkpoint.hpp.
struct checkpoint_options {
  std::string path = {};    ///< empty: no checkpoints
  index_t every = 0;        ///< steps between them; 0: only when the run ends, also where a callback ended it early
  bool resume = false;      ///< go on from the file at `path`, which must exist and be of the same run
  std::string method = {};  ///< the method's name and numbers, in words: they must be equal to resume
  checkpoint_store const* store = nullptr;  ///< who reads and writes the file
};

struct train_options {
  index_t steps = 1000;
  index_t batch = 64;      ///< labelled rows a step; labels are repeated where there are fewer
  index_t ratio = 7;       ///< mu: unlabelled rows a step = ratio * batch
  std::uint64_t seed = 0;  ///< of initial weights, order, augmentation and dropout
  int threads = 0;         ///< 0: as OpenMP decides; the bits are the same for any number
  double clip = 0;         ///< global norm of the gradient; 0: no clipping
  averaging average = ema{.decay = 0.999, .correct = ema_correction::ratio};
  rate_schedule rate = cosine_7_16;
  index_t evaluations = 25;  ///< evenly over the run, the last at its end
  checkpoint_options checkpoint = {};
  block_filter trained = {};  ///< which blocks the optimiser moves; empty: all
};

}  // namespace tacit::inline TACIT_ABI
