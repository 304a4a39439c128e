// Checkpoints: everything a run needs to go on as if it had never stopped, in one .npz file.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <locale>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <typeinfo>
#include <utility>
#include <variant>
#include <vector>

#include "tacit/data/npz.hpp"
#include "tacit/kernel/hash.hpp"
#include "tacit/train/checkpoint_store.hpp"
#include "tacit/train/state_archive.hpp"

namespace tacit::inline TACIT_ABI {

/// The arrays of a checkpoint as those of an .npz file.
class npz_archive final : public state_archive {
 public:
  npz_archive() : state_archive(false) {}
  explicit npz_archive(npz stored) : state_archive(true), stored_(std::move(stored)) {}
  npz stored() && { return std::move(stored_); }

 private:
  index_t stored_size(std::string const& key) const override { return stored_.at(key).size(); }

  void exchange(std::string const& key, number_type type, std::span<index_t const> shape, void* data) override {
    if (loading() && !std::ranges::equal(stored_.at(key).shape, shape))
      detail::throw_error<file_error>("checkpoint: array {}: expected shape {}, got {}",
                                      {key, shape, stored_.at(key).shape});
    bool const known =
        (exchange_as<float>(key, type, shape, data) || exchange_as<double>(key, type, shape, data) ||
         exchange_as<std::int32_t>(key, type, shape, data) || exchange_as<std::int64_t>(key, type, shape, data) ||
         exchange_as<std::uint8_t>(key, type, shape, data) || exchange_as<std::uint64_t>(key, type, shape, data));
    if (!known)
      detail::throw_error<value_error>("checkpoint: array {}: numbers of {} bytes of this kind are not stored",
                                       {key, type.bytes});
  }

  template <class T>
  bool exchange_as(std::string const& key, number_type type, std::span<index_t const> shape, void* data) {
    if (!(type == number_type_of<T>)) return false;
    std::span<T> const numbers(static_cast<T*>(data), static_cast<std::size_t>(element_count(shape)));
    if (loading()) {
      auto const values = stored_.at(key).template values<T>();
      std::copy(values.begin(), values.end(), numbers.begin());
    } else {
      auto array = make_npy(std::span<T const>(numbers));
      array.shape.assign(shape.begin(), shape.end());
      stored_.add(key, std::move(array));
    }
    return true;
  }

  npz stored_;
};

namespace detail {

/// What a run is a run of, each part a line of text.
struct run_identity {
  std::string method, network, optimiser, task, options;
};

/// Tells types apart; the same text for the same binary.
inline std::string type_label(std::type_info const& type) {
  std::string_view const name = type.name();
  fnv1a hash;
  hash.add(std::span(name.data(), name.size()));
  return message("type {}", {hash.hex()});
}

inline std::string describe_network(std::span<block const> blocks, std::size_t bits) {
  fnv1a hash;
  index_t count = 0;
  for (block const& b : blocks) {
    hash.add(std::span(b.name.data(), b.name.size()));
    hash.add(std::span(b.shape.data(), b.shape.size()));
    if (b.kind != role::buffer) count += b.size();
  }
  return message("{} blocks, {} parameters of {} bits, structure {}", {blocks.size(), count, bits, hash.hex()});
}

inline std::string describe_optimiser(optimiser_identity const& own) {
  if (!own.rule) return "the backbone's own";
  return message("{}, rate {}{}", {type_label(*own.rule), own.rate, own.all_blocks ? "" : ", not all blocks"});
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
  return message("{}, data {}, split {}",
                 {on.data->name, (data.empty() ? data_hash(*on.data) : data).substr(0, 16), hash.hex()});
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

template <class Scalar>
run_identity identity_of(run_state<Scalar> const& run) {
  if (!run.student.has_host_spans())
    throw value_error("checkpoint: this backbone keeps no parameters in host memory (refinement HasHostSpans)");
  return {message("{} ({})", {run.method_name, type_label(run.method.type())}),
          describe_network(run.student.spans().blocks, 8 * sizeof(Scalar)),
          describe_optimiser(run.optimiser.identity()), describe_task(run.on), describe_options(run.options)};
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
      throw_error<file_error>("{}: the checkpoint is of a run with {}: expected {}, got {}",
                              {path, p.name, mine.*p.text, stored.*p.text});
}

/// The weights of a network and their running statistics.
template <class Scalar>
void visit_weights(state_archive& archive, char const* name, any_backbone<Scalar>& network) {
  auto const s = network.spans();
  for (block const& b : s.blocks) {
    auto const all = b.kind == role::buffer ? s.buffers : s.parameters;
    archive(message("{}.{}", {name, b.name}),
            all.subspan(static_cast<std::size_t>(b.offset), static_cast<std::size_t>(b.size())));
  }
}

template <class Scalar>
void visit_optimiser(state_archive& archive, any_optimiser<Scalar>& optimiser, any_backbone<Scalar>& network) {
  auto state = optimiser.state(network);
  archive("moments", state.moments);
  archive("updates", state.updates);
}

template <class Scalar>
void visit_state(state_archive& archive, run_state<Scalar> const& run) {
  archive.enter("");
  visit_weights(archive, "student", run.student);
  run.average.visit(archive);
  if (auto* average = run.average.network()) visit_weights(archive, "average", *average);
  archive.enter("optimiser.");
  visit_optimiser(archive, run.optimiser, run.student);
  if (run.second) {
    archive.enter("");
    visit_weights(archive, "second", run.second->network);
    archive.enter("second_optimiser.");
    visit_optimiser(archive, run.second->optimiser, run.second->network);
  }
  archive.enter("method.", true);
  run.method.visit(archive);
  archive.enter("history.");
  run.log.visit(archive);
  archive("histogram", run.histogram);
  archive.enter("predictions.");
  run.predictions.visit(archive);
  archive.enter("diagnosis.");
  run.watch.visit(archive);
}

template <class Scalar>
npz saved(run_state<Scalar> const& run) {
  npz_archive archive;
  auto mine = identity_of(run);
  visit_identity(archive, mine);
  visit_state(archive, run);
  return std::move(archive).stored();
}

template <class Scalar>
void load_state(std::string const& path, run_state<Scalar> const& run) {
  npz_archive archive(read_npz(path));
  run_identity stored;
  visit_identity(archive, stored);
  require_same_run(path, stored, identity_of(run));
  visit_state(archive, run);
}

}  // namespace detail

/// One .npz file, written atomically; a file of another run is refused with what differs.
class npz_checkpoint_store final : public checkpoint_store {
 public:
  void check(any_run_state const& run) const override { saved(run); }
  void save(std::string const& path, any_run_state const& run) const override { write_npz(path, saved(run)); }
  void load(std::string const& path, any_run_state const& run) const override {
    std::visit([&](auto const& state) { detail::load_state(path, state); }, run);
  }
  bool holds(std::string const& path) const override { return std::ifstream(path).good(); }
  void remove(std::string const& path) const override {
    if (std::remove(path.c_str()) != 0)
      detail::throw_error<file_error>("{}: a checkpoint of an earlier run cannot be removed", {path});
  }

 private:
  static npz saved(any_run_state const& run) {
    return std::visit([](auto const& state) { return detail::saved(state); }, run);
  }
};
inline npz_checkpoint_store const npz_checkpoints{};

/// `options.checkpoint = npz_checkpoint({.path = "run.npz", .every = 100});`
inline checkpoint_options npz_checkpoint(checkpoint_options o) {
  o.store = &npz_checkpoints;
  return o;
}

}  // namespace tacit::inline TACIT_ABI
