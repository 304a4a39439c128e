// Times the steps of a training run: the library's own trainer, data loading and augmentation included.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "measuring/median.hpp"
#include "process.hpp"
#include "row.hpp"
#include "tacit/optim/sgd.hpp"
#include "tacit/train/trainer.hpp"

namespace bench {

/// How long to measure. The steps before the timed ones fill caches and allocate the workspaces.
struct patience {
  index_t warm = 3, timed = 10;
};

/// `views`: how many views of an unlabelled sample a step reads.
template <class Method>
row measure(row r, index_t views, patience const& steps, tacit::task const& on, tacit::any_backbone<float> network,
            Method const& method) {
  restart_peak();
  tacit::train_options options;
  options.steps = steps.warm + steps.timed;
  options.batch = r.batch;
  options.ratio = std::max<index_t>(1, r.mu);
  options.threads = r.threads;
  options.evaluations = 1;
  tacit::trainer<float> t(
      std::move(network), on,
      tacit::any_optimiser<float>(tacit::sgd{.rate = 0.03, .momentum = 0.9, .nesterov = true, .weight_decay = 5e-4}),
      options);

  std::vector<double> ms, masks;
  ms.reserve(static_cast<std::size_t>(options.steps));
  masks.reserve(ms.capacity());
  double before = 0;
  long counted = 0, allocated = 0;
  t.run(tacit::bind_method<float>(method, t.info()), {[&](tacit::training_status const& s) {
          if (s.step > steps.warm) {
            ms.push_back(1e3 * (s.seconds - before));
            masks.push_back(s.log.mask_rate);
            if (!s.evaluated) allocated += allocation_count() - counted;
          }
          before = s.seconds;
          counted = allocation_count();
          return true;
        }});
  double sum = 0;
  for (double m : masks) sum += m;
  r.mask_rate = sum / static_cast<double>(masks.size());
  if (r.recipe == "selected") r.skipped = 1 - r.mask_rate;
  r.step_ms = median(ms);
  r.samples_per_second = 1e3 * static_cast<double>(r.batch * (1 + views * r.mu)) / r.step_ms;
  r.allocations_per_step = static_cast<double>(allocated) / static_cast<double>(steps.timed - 1);
  r.peak_mib = peak_mib();
  return r;
}

}  // namespace bench
