// Checkpoints: everything a run needs to go on as if it had never stopped, in one .npz file.
#pragma once

#include <array>
#include <cmath>
#include <locale>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include "tacit/data/task.hpp"
#include "tacit/kernel/hash.hpp"
#include "tacit/nn/any_backbone.hpp"
#include "tacit/train/options.hpp"
#include "tacit/train/state_archive.hpp"

namespace tacit::inline TACIT_ABI {

/// What a run is a run of; each part a line of text. A checkpoint resumes a run of the same identity only.
struct run_identity {
  std::string method, network, optimiser, task, options;
};

namespace detail {

template <std::floating_point Scalar>
std::string describe_network(any_backbone<Scalar>& network) {
  if (!network.has_host_spans()) return "without parameters in host memory";
  fnv1a hash;
  index_t count = 0;
  auto const blocks = network.spans().blocks;
  for (block const& b : blocks) {
    hash.add(std::span(b.name.data(), b.name.size()));
    hash.add(std::span(b.shape.data(), b.shape.size()));
    if (b.kind != role::buffer) count += b.size();
  }
  return std::to_string(blocks.size()) + " blocks, " + std::to_string(count) + " parameters of " +
         std::to_string(8 * sizeof(Scalar)) + " bits, structure " + hash.hex();
}

inline std::string describe_task(task const& on) {
  fnv1a hash;
  for (auto const* list : {&on.split.labelled, &on.split.pool, &on.split.validation}) {
    auto const size = static_cast<index_t>(list->size());
    hash.add(std::span(&size, 1));
    hash.add(std::span(list->data(), list->size()));
  }
  hash.add(std::span(on.labels.data(), on.labels.size()));
  auto const& data = on.split.data_hash;
  return on.data->name + ", data " + (data.empty() ? data_hash(*on.data) : data).substr(0, 16) + ", split " +
         hash.hex();
}

/// All digits of every number; the rate's schedule by its values at three places. Threads do not matter.
inline std::string describe_options(train_options const& o) {
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text.precision(17);
  text << o.steps << " steps, batch " << o.batch << ", ratio " << o.ratio << ", seed " << o.seed << ", clip " << o.clip
       << ", " << o.evaluations << " evaluations, average ";
  if (auto const* e = std::get_if<ema>(&o.average))
    text << "ema " << e->decay << " " << e->first << " " << static_cast<int>(e->correct) << " "
         << static_cast<int>(e->buffers);
  else if (auto const* s = std::get_if<swa>(&o.average))
    text << "swa from " << s->start << " every " << s->every;
  else
    text << "none";
  text << ", rate";
  auto const steps = static_cast<double>(o.steps);
  for (double const t : {0.0, std::floor(steps / 3), steps - 1}) text << " " << o.rate(t, steps);
  return text.str();
}

inline void visit_identity(state_archive& archive, run_identity& id) {
  archive.enter("run.");
  archive.text("method", id.method);
  archive.text("network", id.network);
  archive.text("optimiser", id.optimiser);
  archive.text("task", id.task);
  archive.text("options", id.options);
}

/// Throws file_error at the first part that differs.
inline void require_same_run(std::string const& path, run_identity const& stored, run_identity const& mine) {
  struct part {
    char const* name;
    std::string run_identity::*text;
  };
  for (auto const& p : {part{"another method", &run_identity::method}, part{"another network", &run_identity::network},
                        part{"another optimiser", &run_identity::optimiser}, part{"another task", &run_identity::task},
                        part{"other options", &run_identity::options}})
    if (stored.*p.text != mine.*p.text)
      throw file_error(path + ": the checkpoint is of a run with " + p.name + ": expected " + mine.*p.text + ", got " +
                       stored.*p.text);
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
