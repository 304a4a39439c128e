// A pass through a network as one record of the tape: gradients of all views lie in one matrix, and in one for each
// head.
#pragma once

#include <array>
#include <span>
#include <string>

#include "tacit/autodiff/tape.hpp"
#include "tacit/nn/any_backbone.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// The rows of one view in a head's matrix.
template <class Scalar>
struct head_slice {
  head_kind kind = head_kind::projection;
  sample_view view;
  index_t first = 0, rows = 0, width = 0;
  variable<Scalar> value;
};

/// One for each head of each segment, in the tape's memory. Throws value_error for a head that the network lacks.
template <class Scalar>
std::span<head_slice<Scalar>> slices_of(tape<Scalar>& memory, any_backbone<Scalar> const& network,
                                        std::span<segment const> segments) {
  std::size_t count = 0;
  for (segment const& g : segments)
    for (std::size_t k = 0; k < head_kinds; ++k) count += g.heads.has(static_cast<head_kind>(k));
  std::span<head_slice<Scalar>> const slices(memory.template take<head_slice<Scalar>>(static_cast<index_t>(count)),
                                             count);
  std::size_t at = 0;
  for (std::size_t k = 0; k < head_kinds; ++k) {
    auto const kind = static_cast<head_kind>(k);
    index_t first = 0;
    for (segment const& g : segments) {
      if (!g.heads.has(kind)) continue;
      index_t const width = network.head_width(kind);
      if (width == 0)
        throw_error<value_error>("step: the network has no {} head: give it one (attach) or let train do so",
                                 {name_of(kind)});
      slices[at++] = {kind, g.view, first, g.rows, width, {}};
      first += g.rows;
    }
  }
  return slices;
}

/// What a record does beside sending gradients back; null: nothing.
struct record_extras {
  double* unlabelled_square = nullptr;  ///< adds up the squares of what reaches outputs of unlabelled views
  feature_flow const* down = nullptr;   ///< how much of it goes on into the features
};

template <class Scalar>
void add_unlabelled_square(record_extras const& extras, sample_view v, matrix_view<Scalar> g) {
  if (!extras.unlabelled_square || v.stream != sample_view::stream_t::unlabelled) return;
  for (index_t k = 0; k < g.size(); ++k)
    *extras.unlabelled_square += static_cast<double>(g.data()[k]) * static_cast<double>(g.data()[k]);
}

/// Makes variables of the results of a pass: one a segment in `out`, one a slice; backward runs if any was reached.
template <class Scalar>
void record_network(tape<Scalar>& memory, any_backbone<Scalar>& network, slot where, outputs<Scalar> const& results,
                    std::span<segment const> segments, std::span<variable<Scalar>> out,
                    std::span<head_slice<Scalar>> slices, record_extras extras) {
  auto const& logits = results.logits;
  index_t const classes = logits.extent(1);
  auto const gradient = memory.take_matrix(logits.extent(0), classes);
  auto* variables = memory.template take<variable<Scalar>>(static_cast<index_t>(segments.size()));
  for (std::size_t i = 0; i < segments.size(); ++i)
    variables[i] = out[i] = memory.differentiable(logits.rows(segments[i].first, segments[i].rows),
                                                  gradient.data() + segments[i].first * classes);
  std::array<matrix_view<Scalar>, head_kinds> head_gradients{};
  for (auto& h : slices) {
    auto const& all = results.heads[static_cast<std::size_t>(h.kind)];
    auto& to = head_gradients[static_cast<std::size_t>(h.kind)];
    if (!to.data()) to = memory.take_matrix(all.extent(0), h.width);
    h.value = memory.differentiable(all.rows(h.first, h.rows), to.data() + h.first * h.width);
  }
  memory.record([&network, where, gradient, head_gradients, segments, slices, variables, extras](tape<Scalar>& sweep) {
    std::array<bool, head_kinds> through{};
    bool reached = false;
    for (std::size_t i = 0; i < segments.size(); ++i) reached = reached || sweep.reached(variables[i]);
    for (auto const& h : slices)
      if (sweep.reached(h.value)) reached = through[static_cast<std::size_t>(h.kind)] = true;
    if (!reached) return;
    for (std::size_t i = 0; i < segments.size(); ++i)  // the gradient is zero where nothing came
      add_unlabelled_square(extras, segments[i].view, sweep.gradient(variables[i]));
    output_gradients<Scalar> all{gradient};
    for (auto const& h : slices) {
      auto const k = static_cast<std::size_t>(h.kind);
      if (!through[k]) continue;
      add_unlabelled_square(extras, h.view, sweep.gradient(h.value));
      all.heads[k] = head_gradients[k];
    }
    if (extras.down) all.down = *extras.down;
    network.backward(where, all, {});
  });
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
