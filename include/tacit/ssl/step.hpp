// One training step as a method sees it: views to send through the student or the teacher, labels, and a tape.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>

#include "tacit/autodiff/operations.hpp"
#include "tacit/autodiff/record_loss.hpp"
#include "tacit/nn/any_backbone.hpp"
#include "tacit/ssl/batch_source.hpp"
#include "tacit/ssl/detail/network_record.hpp"
#include "tacit/ssl/draws.hpp"
#include "tacit/ssl/head_values.hpp"
#include "tacit/ssl/passes.hpp"
#include "tacit/ssl/report.hpp"
#include "tacit/ssl/task_info.hpp"
#include "tacit/tensor/standard.hpp"  // labels are a std::span

namespace tacit::inline TACIT_ABI {

/// Handed to loss functions; made anew for each step by a step function's driver (train/) or a test.
template <std::floating_point Scalar>
class step {
 public:
  using scalar_type = Scalar;

  /// Everything a step refers to; all of it outlives the step.
  struct environment {
    context ctx;
    any_backbone<Scalar>& student;
    any_backbone<Scalar>* teacher;  ///< null: no average is kept
    batch_source<Scalar>& batches;
    tape<Scalar>& memory;
    task_info info;
    std::uint64_t seed = 0;
    bool teacher_moves_statistics = false;  ///< the teacher's own passes move its running statistics
    draws const* recorded_draws = nullptr;  ///< null: drawn from the seed
  };

  step(environment const& env, index_t number) : env_(env), number_(number), drawn_(env.seed, number) {
    env_.memory.clear();
  }
  step(step const&) = delete;
  step& operator=(step const&) = delete;

  index_t number() const { return number_; }  ///< t, from 0
  task_info const& info() const { return env_.info; }
  index_t epoch() const { return number_ / env_.info.steps_per_epoch; }
  std::span<int const> labels() const { return env_.batches.labels(); }
  std::span<index_t const> indices() const { return env_.batches.indices(); }
  /// Of each labelled row: its position in the split's list of labelled samples.
  std::span<index_t const> labelled_indices() const { return env_.batches.labelled_indices(); }
  std::span<int const> hidden_labels() const { return env_.batches.hidden_labels(); }
  /// Elements of one sample, channels last; empty where the backbone needs no input.
  std::span<index_t const> sample_shape() const { return env_.batches.sample_shape(); }
  index_t rows(sample_view v) const {
    auto const* made = find_made(v);
    return made ? made->rows.extent(0) : env_.batches.rows(unchanged(v));
  }
  /// The method's own random numbers of this step.
  draws const& random() const { return env_.recorded_draws ? *env_.recorded_draws : drawn_; }

  /// A view's rows, dense, rows x elements, in the step's memory: to be mixed or moved. Without columns where the
  /// backbone needs no input.
  matrix_view<Scalar> input(sample_view v) const { return input(std::span<sample_view const>(&v, 1)); }
  /// The rows of several views, one below the other.
  matrix_view<Scalar> input(std::span<sample_view const> views) const {
    index_t n = 0;
    for (sample_view v : views) {
      require_offered(v);
      n += rows(v);
    }
    auto const out = env_.memory.take_matrix(n, env_.batches.sample_shape().empty() ? 0 : sample_elements());
    index_t at = 0;
    for (sample_view v : views) {
      auto const part = out.rows(at, rows(v));
      if (part.size() > 0) fill({v, at, part.extent(0)}, part.data());
      at += part.extent(0);
    }
    return out;
  }
  /// From now on in this step the view shows these rows (rows x elements, dense, valid until the step's end).
  void provide(sample_view v, matrix_view<Scalar const> rows) {
    if (made_count_ == made_.size()) throw value_error("step.provide: more than 16 views made in one step");
    made_[made_count_++] = {v, rows};
  }
  tape<Scalar>& memory() const { return env_.memory; }
  context const& ctx() const { return env_.ctx; }

  /// Logits of the student, a variable a view: `auto [x, w, s] = step.forward(joint(labelled, weak, strong));`
  template <class Grouping, std::size_t Count>
  std::array<variable<Scalar>, Count> forward(pass_plan<Grouping, Count> const& plan) {
    std::array<variable<Scalar>, Count> out;
    forward(plan.grouping, plan.views, out);
    return out;
  }

  /// Logits of the teacher (the average of the student's weights): its own batch statistics, no trace, no gradient.
  template <class Grouping, std::size_t Count>
  std::array<variable<Scalar>, Count> teacher(pass_plan<Grouping, Count> const& plan) {
    std::array<variable<Scalar>, Count> out;
    teacher(plan.grouping, plan.views, out);
    return out;
  }

  /// The same with heads: `step.forward(plan, head_of(projection, weak, strong))`, then `step.head(projection, weak)`.
  template <class Grouping, std::size_t Count, std::size_t... Wanted>
  requires(sizeof...(Wanted) > 0) std::array<variable<Scalar>, Count> forward(pass_plan<Grouping, Count> const& plan,
                                                                              head_request<Wanted> const&... heads) {
    std::array<variable<Scalar>, Count> out;
    forward(plan.grouping, plan.views, out, choose(plan.views, heads...));
    return out;
  }
  template <class Grouping, std::size_t Count, std::size_t... Wanted>
  requires(sizeof...(Wanted) > 0) std::array<variable<Scalar>, Count> teacher(pass_plan<Grouping, Count> const& plan,
                                                                              head_request<Wanted> const&... heads) {
    std::array<variable<Scalar>, Count> out;
    teacher(plan.grouping, plan.views, out, choose(plan.views, heads...));
    return out;
  }
  variable<Scalar> head(head_kind k, sample_view v) const { return heads_.at(k, v); }
  variable<Scalar> teacher_head(head_kind k, sample_view v) const { return teacher_heads_.at(k, v); }
  head_values<Scalar> const& heads() const { return heads_; }

  /// `heads`: of each view, or empty for none.
  template <class Grouping>
  void forward(Grouping const& grouping, std::span<sample_view const> views, std::span<variable<Scalar>> out,
               std::span<head_choice const> heads = {}) {
    if constexpr (requires { grouping.forward(*this, views, out, heads); })
      grouping.forward(*this, views, out, heads);  // cuts through views, or mixes what comes out
    else if constexpr (requires { grouping.forward(*this, views, out); })
      grouping.forward(*this, views, out);
    else
      run(env_.student, look::trained, grouping, views, out, heads);
  }
  /// One pass of the student over whole views or parts of them, a variable each; parts of views that a method made.
  void forward_parts(std::span<segment const> parts, bool update_running, std::span<variable<Scalar>> out) {
    for (segment const& part : parts) require_offered(part.view);
    forward_segments(env_.student, look::trained, update_running, parts, out);
  }
  /// Logits of the student in training mode, to make targets from: no trace, no gradient, running statistics left
  /// alone.
  template <class Grouping>
  void guess(Grouping const& grouping, std::span<sample_view const> views, std::span<variable<Scalar>> out) {
    run(env_.student, look::guessing, grouping, views, out);
  }
  template <class Grouping>
  void teacher(Grouping const& grouping, std::span<sample_view const> views, std::span<variable<Scalar>> out,
               std::span<head_choice const> heads = {}) {
    if (!env_.teacher)
      throw value_error("step.teacher: this run keeps no average of the weights; set options.average to an ema");
    run(*env_.teacher, look::teaching, grouping, views, out, heads);
  }

  /// For step functions that train several networks: as `forward`, through a network of theirs.
  template <class Grouping, std::size_t Count>
  std::array<variable<Scalar>, Count> forward_through(any_backbone<Scalar>& network,
                                                      pass_plan<Grouping, Count> const& plan) {
    return collect(network, look::trained, plan);
  }
  /// Logits of a network as it stands: batch statistics, no dropout; no trace, no gradient, running statistics left
  /// alone.
  template <class Grouping, std::size_t Count>
  std::array<variable<Scalar>, Count> observe(any_backbone<Scalar>& network, pass_plan<Grouping, Count> const& plan) {
    return collect(network, look::observed, plan);
  }
  /// Logits in inference mode: running statistics, no dropout; no trace, no gradient.
  template <class Grouping, std::size_t Count>
  std::array<variable<Scalar>, Count> infer(any_backbone<Scalar>& network, pass_plan<Grouping, Count> const& plan) {
    return collect(network, look::inferred, plan);
  }
  any_backbone<Scalar>& student() { return env_.student; }
  /// The network that is evaluated: the average of the weights, or the student where none is kept.
  any_backbone<Scalar>& evaluated() { return env_.teacher ? *env_.teacher : env_.student; }
  std::uint64_t seed() const { return env_.seed; }

  /// Gradient of a loss of the student's logits with respect to a view's rows, rows x elements, valid until the next
  /// pass: `loss(logits, into)` writes its gradient with respect to the logits. The pass leaves no trace: the running
  /// statistics and the gradients of the parameters stay as they are. Needs a backbone with input gradients; a method
  /// says so by `needs_input_gradient`.
  template <class Loss>
  matrix_view<Scalar const> input_gradient(sample_view v, Loss const& loss) {
    require_offered(v);
    auto* segments = env_.memory.template take<segment>(1);
    segments[0] = {v, 0, rows(v)};
    if (segments[0].rows == 0) return {nullptr, {0, env_.batches.sample_shape().empty() ? 0 : sample_elements()}};
    pass const p = make_pass({segments, 1}, segments[0].rows, look::trained, false);
    rows_forwarded_ += p.rows;
    slot const where{static_cast<int>(passes_)};  // the next pass takes it over
    auto const logits = env_.student.forward(p, where).logits;
    auto const gradient = env_.memory.take_matrix(logits.extent(0), logits.extent(1));
    loss(logits, gradient);
    env_.student.backward(where, {gradient}, {.parameters = false, .input = true});
    return env_.student.input_gradient(where);
  }

  /// In the step's reverse sweeps from now on, what the head (or the logits) of the student's passes sends down into
  /// the features is multiplied by -lambda. Needs a backbone that can (`needs_reversal`).
  void reverse(head_kind k, double lambda) { flow()->heads[static_cast<std::size_t>(k)] = -lambda; }
  void reverse_logits(double lambda) { flow()->logits = -lambda; }

  /// Terms add what they did; the driver reads it after the step.
  term_reports<Scalar>& reports() { return reports_; }
  /// What belongs to no single term.
  notes<Scalar>& noted() { return noted_; }

  /// Rows sent through the student and the teacher so far.
  index_t rows_forwarded() const { return rows_forwarded_; }

  /// Sum of squares of the gradient that reached the student's logits of unlabelled views; known after the reverse
  /// sweep.
  double unlabelled_gradient_square() const { return *unlabelled_square(); }

 private:
  feature_flow* flow() {
    if (!flow_) {
      flow_ = env_.memory.template take<feature_flow>(1);
      *flow_ = {};
    }
    return flow_;
  }

  double* unlabelled_square() const {
    if (!square_) {
      square_ = env_.memory.template take<double>(1);
      *square_ = 0;
    }
    return square_;
  }

  /// How a pass treats its network.
  enum class look : std::uint8_t { trained, standing, teaching, guessing, observed, inferred };

  template <class Grouping, std::size_t Count>
  std::array<variable<Scalar>, Count> collect(any_backbone<Scalar>& network, look how,
                                              pass_plan<Grouping, Count> const& plan) {
    std::array<variable<Scalar>, Count> out;
    run(network, how, plan.grouping, plan.views, out);
    return out;
  }

  template <std::size_t Count, std::size_t... Wanted>
  static std::array<head_choice, Count> choose(std::array<sample_view, Count> const& views,
                                               head_request<Wanted> const&... heads) {
    std::array<head_choice, Count> chosen{};
    auto const mark = [&](auto const& request) {
      for (sample_view v : request.views)
        for (std::size_t i = 0; i < Count; ++i)
          if (views[i] == v) chosen[i].add(request.kind);
    };
    (mark(heads), ...);
    return chosen;
  }

  template <class Grouping>
  void run(any_backbone<Scalar>& network, look how, Grouping const& grouping, std::span<sample_view const> views,
           std::span<variable<Scalar>> out, std::span<head_choice const> heads = {}) {
    for (sample_view v : views) require_offered(v);
    grouping.groups(views, [&](view_group const& g) {
      bool const moves = how == look::trained    ? g.update_running
                         : how == look::teaching ? env_.teacher_moves_statistics
                                                 : false;
      look const mode = how == look::trained && g.settled ? look::standing : how;
      forward_group(network, mode, moves, views.subspan(g.first, g.count), out.subspan(g.first, g.count),
                    heads.empty() ? heads : heads.subspan(g.first, g.count));
    });
  }

  struct made_rows {
    sample_view view;
    matrix_view<Scalar const> rows;
  };

  struct begun_pass {
    sample_view view;  ///< of its first rows
    std::uint32_t lane;
  };

  made_rows const* find_made(sample_view v) const {
    for (std::size_t i = made_count_; i-- > 0;)
      if (made_[i].view == v) return &made_[i];
    return nullptr;
  }

  void require_offered(sample_view v) const {
    using change_t = sample_view::change_t;
    if (find_made(v) ||
        ((v.change == change_t::none || v.change == change_t::alone) && env_.batches.offers(unchanged(v))))
      return;
    throw value_error(v.change == change_t::none
                          ? "the method asks for a view that this task does not offer: " + name_of(v)
                          : "the method sends rows through a network that it has not made (step.provide): " +
                                name_of(v));
  }

  index_t sample_elements() const {
    index_t elements = 1;
    for (index_t e : env_.batches.sample_shape()) elements *= e;
    return elements;
  }

  void fill(segment const& s, Scalar* out) const {
    if (auto const* made = find_made(s.view)) {
      auto const rows = made->rows.rows(s.from, s.rows);
      std::copy_n(rows.data(), rows.size(), out);
    } else {
      env_.batches.fill(env_.ctx, unchanged(s.view), out);
    }
  }

  void forward_group(any_backbone<Scalar>& network, look how, bool update_running, std::span<sample_view const> views,
                     std::span<variable<Scalar>> out, std::span<head_choice const> heads) {
    auto* segments = env_.memory.template take<segment>(static_cast<index_t>(views.size()));
    index_t at = 0;
    for (std::size_t i = 0; i < views.size(); ++i) {
      segments[i] = {views[i], at, rows(views[i]), 0, heads.empty() ? head_choice{} : heads[i]};
      at += segments[i].rows;
    }
    forward_segments(network, how, update_running, {segments, views.size()}, out);
  }

  void forward_segments(any_backbone<Scalar>& network, look how, bool update_running, std::span<segment const> segments,
                        std::span<variable<Scalar>> out) {
    auto& memory = env_.memory;
    index_t rows = 0;
    for (segment const& s : segments) rows += s.rows;
    auto const slices = detail::slices_of(memory, network, segments);
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
    detail::require_extent("forward", "rows of logits", rows, logits.extent(0));
    if (env_.info.classes > 0)
      detail::require_extent("forward", "columns of logits (classes)", env_.info.classes, logits.extent(1));
    for (auto const& h : slices) {
      auto const& all = results.heads[static_cast<std::size_t>(h.kind)];
      detail::require_extent("forward", "rows of a head", p.rows_through(h.kind), all.extent(0));
      detail::require_extent("forward", "columns of a head", h.width, all.extent(1));
    }
    if (!p.differentiate) {
      for (std::size_t i = 0; i < segments.size(); ++i)
        out[i] = memory.constant(logits.rows(segments[i].first, segments[i].rows));
      for (auto& h : slices)
        h.value = memory.constant(results.heads[static_cast<std::size_t>(h.kind)].rows(h.first, h.rows));
    } else {
      double* const square = &network == &env_.student ? unlabelled_square() : nullptr;  // of the student alone
      detail::record_network(memory, network, where, results, p.segments, out, slices,
                             {square, square ? flow() : nullptr});
    }
    publish(how, slices);
  }

  void publish(look how, std::span<detail::head_slice<Scalar> const> slices) {
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
    if (!p.sample_shape.empty()) p.set_input(gather_input(p));
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

  Scalar const* gather_input(pass const& p) {
    index_t const elements = sample_elements();
    auto* input = env_.memory.template take<Scalar>(p.rows * elements);
    for (auto const& s : p.segments) fill(s, input + s.first * elements);
    return input;
  }

  environment env_;
  index_t number_;
  draws drawn_;
  std::array<made_rows, 16> made_;
  std::size_t made_count_ = 0;
  std::array<begun_pass, 16> begun_;
  std::size_t begun_count_ = 0;
  std::uint32_t passes_ = 0;
  index_t rows_forwarded_ = 0;
  mutable double* square_ = nullptr;
  feature_flow* flow_ = nullptr;
  term_reports<Scalar> reports_;
  notes<Scalar> noted_;
  head_values<Scalar> heads_, teacher_heads_;
};

}  // namespace tacit::inline TACIT_ABI
