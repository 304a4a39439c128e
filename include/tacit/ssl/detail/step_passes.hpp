// The passes of a step: rows of views through a network, and what comes out as variables of the tape.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "tacit/autodiff/operations.hpp"
#include "tacit/ssl/detail/network_record.hpp"
#include "tacit/ssl/detail/step_rows.hpp"
#include "tacit/ssl/head_values.hpp"
#include "tacit/ssl/passes.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// How a pass treats its network.
enum class look : std::uint8_t { trained, standing, teaching, guessing, observed, inferred };

template <std::floating_point Scalar>
class step_passes {
 public:
  step_passes(step_environment<Scalar> const& env, step_rows<Scalar> const& rows, index_t number)
      : env_(env), rows_(rows), number_(number) {}

  template <class Grouping>
  void run(any_backbone<Scalar>& network, look how, Grouping const& grouping, std::span<sample_view const> views,
           std::span<variable<Scalar>> out, std::span<head_choice const> heads = {}) {
    for (sample_view v : views) rows_.require_offered(v);
    grouping.groups(views, [&](view_group const& g) {
      bool const moves = how == look::trained    ? g.update_running
                         : how == look::teaching ? env_.teacher_moves_statistics
                                                 : false;
      look const mode = how == look::trained && g.settled ? look::standing : how;
      forward_group(network, mode, moves, views.subspan(g.first, g.count), out.subspan(g.first, g.count),
                    heads.empty() ? heads : heads.subspan(g.first, g.count));
    });
  }

  void forward_segments(any_backbone<Scalar>& network, look how, bool update_running, std::span<segment const> segments,
                        std::span<variable<Scalar>> out) {
    auto& memory = env_.memory;
    index_t rows = 0;
    for (segment const& s : segments) rows += s.rows;
    auto const slices = slices_of(memory, network, segments);
    if (rows == 0) {  // an empty batch: nothing to compute, nothing to differentiate
      for (auto& v : out)
        v = memory.constant(matrix_view<Scalar const>(memory.template take<Scalar>(1), {0, env_.info.classes}));
      for (auto& h : slices)
        h.value = memory.constant(matrix_view<Scalar const>(memory.template take<Scalar>(1), {0, h.width}));
      return publish(how, slices);
    }

    rows_forwarded_ += rows;
    pass const p = make_pass(segments, rows, how, update_running);
    if (begun_count_ < begun_.size()) begun_[begun_count_++] = {segments.front().view, p.lane};
    slot const where{static_cast<int>(passes_++)};
    auto const results = network.forward(p, where);
    auto const logits = results.logits;
    require_extent("forward", "rows of logits", rows, logits.extent(0));
    if (env_.info.classes > 0)
      require_extent("forward", "columns of logits (classes)", env_.info.classes, logits.extent(1));
    for (auto const& h : slices) {
      auto const& all = results.heads[static_cast<std::size_t>(h.kind)];
      require_extent("forward", "rows of a head", p.rows_through(h.kind), all.extent(0));
      require_extent("forward", "columns of a head", h.width, all.extent(1));
    }
    if (!p.differentiate) {
      for (std::size_t i = 0; i < segments.size(); ++i)
        out[i] = memory.constant(logits.rows(segments[i].first, segments[i].rows));
      for (auto& h : slices)
        h.value = memory.constant(results.heads[static_cast<std::size_t>(h.kind)].rows(h.first, h.rows));
    } else {
      double* const square = &network == &env_.student ? unlabelled_square() : nullptr;  // of the student alone
      record_network(memory, network, where, results, p.segments, out, slices, {square, square ? flow() : nullptr});
    }
    publish(how, slices);
  }

  template <class Loss>
  matrix_view<Scalar const> input_gradient(sample_view v, Loss const& loss) {
    rows_.require_offered(v);
    auto* segments = env_.memory.template take<segment>(1);
    segments[0] = {v, 0, rows_.count(v)};
    if (segments[0].rows == 0) return {nullptr, {0, rows_.columns()}};
    pass const p = make_pass({segments, 1}, segments[0].rows, look::trained, false);
    rows_forwarded_ += p.rows;
    slot const where{static_cast<int>(passes_)};  // the next pass takes it over
    auto const logits = env_.student.forward(p, where).logits;
    auto const gradient = env_.memory.take_matrix(logits.extent(0), logits.extent(1));
    loss(logits, gradient);
    env_.student.backward(where, {gradient}, {.parameters = false, .input = true});
    return env_.student.input_gradient(where);
  }

  head_values<Scalar> const& heads() const { return heads_; }
  head_values<Scalar> const& teacher_heads() const { return teacher_heads_; }

  /// Factors on the gradients between the features and what follows them.
  feature_flow* flow() {
    if (!flow_) {
      flow_ = env_.memory.template take<feature_flow>(1);
      *flow_ = {};
    }
    return flow_;
  }

  /// Sum of squares of the gradient at the student's logits of unlabelled views: the reverse sweep adds to it.
  double* unlabelled_square() const {
    if (!square_) {
      square_ = env_.memory.template take<double>(1);
      *square_ = 0;
    }
    return square_;
  }

  index_t rows_forwarded() const { return rows_forwarded_; }

 private:
  struct begun_pass {
    sample_view view;  ///< of its first rows
    std::uint32_t lane;
  };

  void forward_group(any_backbone<Scalar>& network, look how, bool update_running, std::span<sample_view const> views,
                     std::span<variable<Scalar>> out, std::span<head_choice const> heads) {
    auto* segments = env_.memory.template take<segment>(static_cast<index_t>(views.size()));
    index_t at = 0;
    for (std::size_t i = 0; i < views.size(); ++i) {
      segments[i] = {views[i], at, rows_.count(views[i]), 0, heads.empty() ? head_choice{} : heads[i]};
      at += segments[i].rows;
    }
    forward_segments(network, how, update_running, {segments, views.size()}, out);
  }

  void publish(look how, std::span<head_slice<Scalar> const> slices) {
    for (auto const& h : slices) (how == look::teaching ? teacher_heads_ : heads_).add(h.kind, h.view, h.value);
  }

  pass make_pass(std::span<segment const> segments, index_t rows, look how, bool update_running) {
    pass p;
    p.segments = segments;
    p.rows = rows;
    p.sample_shape = env_.batches.sample_shape();
    p.update_running = update_running;
    p.differentiate = how == look::trained || how == look::standing;
    p.dropout = how == look::trained || how == look::teaching || how == look::guessing;
    if (how == look::inferred || how == look::standing) p.normalise = pass::normalisation::running_statistics;
    p.seed = env_.seed;
    p.step = static_cast<std::uint64_t>(number_);
    p.lane = lane_of(segments[0].view);
    if (!p.sample_shape.empty()) p.set_input(rows_.gather(p.segments, p.rows));
    return p;
  }

  /// Every pass draws noise of its own (dropout); one that begins with perturbed rows draws that of the pass which
  /// began with the rows themselves, so that the two differ by the perturbation alone.
  std::uint32_t lane_of(sample_view first) const {
    if (first.change == sample_view::change_t::perturbed)
      for (std::size_t i = 0; i < begun_count_; ++i)
        if (begun_[i].view == unchanged(first)) return begun_[i].lane;
    return passes_;
  }

  step_environment<Scalar> const& env_;
  step_rows<Scalar> const& rows_;
  index_t number_;
  std::array<begun_pass, 16> begun_;
  std::size_t begun_count_ = 0;
  std::uint32_t passes_ = 0;
  index_t rows_forwarded_ = 0;
  mutable double* square_ = nullptr;
  feature_flow* flow_ = nullptr;
  head_values<Scalar> heads_, teacher_heads_;
};

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
