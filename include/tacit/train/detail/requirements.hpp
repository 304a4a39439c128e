// What the trainer refuses before step 0, and what it tells a method about its task.
#pragma once

#include <string>
#include <vector>

#include "tacit/data/task.hpp"
#include "tacit/ssl/batch_source.hpp"
#include "tacit/ssl/task_info.hpp"
#include "tacit/ssl/view_list.hpp"
#include "tacit/tensor/repeated.hpp"
#include "tacit/train/any_step_function.hpp"
#include "tacit/train/options.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

inline train_options const& checked(train_options const& o) {
  auto const positive = [](char const* name, index_t value) {
    if (value < 1) throw_error<value_error>("train: options.{}: expected at least 1, got {}", {name, value});
  };
  positive("steps", o.steps);
  positive("batch", o.batch);
  positive("evaluations", o.evaluations);
  if (o.ratio < 0) throw_error<value_error>("train: options.ratio: expected at least 0, got {}", {o.ratio});
  if (o.checkpoint.path.empty() && (o.checkpoint.resume || o.checkpoint.every > 0))
    throw value_error("train: options.checkpoint: path: expected the path of a file, got none");
  if (!o.rate) throw value_error("train: options.rate: expected a schedule, got an empty function");
  return o;
}

inline task_info describe_task_info(task const& on, train_options const& o, index_t steps_per_epoch) {
  task_info info;
  info.classes = on.classes();
  info.pool = static_cast<index_t>(on.split.pool.size());
  info.labelled_batch = o.batch;
  info.unlabelled_batch = o.batch * o.ratio;
  info.steps = o.steps;
  info.steps_per_epoch = steps_per_epoch;
  return info;
}

inline std::vector<double> class_shares(task const& on) {
  auto shares = repeated<double>(static_cast<std::size_t>(on.classes()));
  for (std::size_t k = 0; k < on.split.labelled.size(); ++k)
    shares[static_cast<std::size_t>(on.label(k))] += 1.0 / static_cast<double>(on.split.labelled.size());
  return shares;
}

inline bool reads_unlabelled(view_set const& views) {
  for (sample_view v : views.all())
    if (v.stream == sample_view::stream_t::unlabelled) return true;
  return false;
}

template <std::floating_point Scalar>
void require_heads(head_set const& heads, any_backbone<Scalar> const& network, index_t classes) {
  heads.for_each([&](head const& h) {
    index_t const expected = h.outputs > 0 ? h.outputs : classes, got = network.head_width(h.kind);
    if (got == expected) return;
    throw_error<value_error>(
        "train: the method needs a {} head of {} outputs, but this backbone has {}",
        {name_of(h.kind), expected,
         got == 0 ? message_part("none and cannot be given one (refinements HasHeads, CanAttachHeads)")
                  : message("one of {}", {got})});
  });
}

/// Refuses what the task does not show.
template <std::floating_point Scalar>
void require_views(view_set const& views, batch_source<Scalar> const& source) {
  for (sample_view v : views.all())
    if (!source.offers(unchanged(v)))
      throw_error<value_error>(
          "train: the method needs the view '{}', which this task does not offer (task.views; options.ratio must not "
          "be 0 for unlabelled views)",
          {name_of(unchanged(v))});
  auto const shape = source.sample_shape();
  for (sample_view v : views.all())
    if (v.change == sample_view::change_t::rotated && (shape.size() != 3 || shape[0] != shape[1]))
      throw_error<value_error>(
          "train: the method turns images by quarters, but the samples of this task have shape {}: it needs square "
          "images",
          {shape});
}

/// Refuses what the backbone cannot do.
template <std::floating_point Scalar>
void require_refinements(method_handle<Scalar> const& method, any_backbone<Scalar> const& network,
                         task_info const& info) {
  require_heads(method.heads, network, info.classes);
  if (method.needs_input_gradient && !network.has_input_gradient())
    throw value_error(
        "train: the method moves samples along the gradient of their loss, but this backbone gives no input gradient "
        "(refinement HasInputGradient: input_gradient(slot))");
  if (method.needs_reversal && !network.has_reversal())
    throw value_error(
        "train: the method sends gradients reversed into the features, and this backbone cannot (refinement "
        "HasReversal: backward heeds output_gradients::down)");
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
