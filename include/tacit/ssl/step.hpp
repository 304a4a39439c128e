// One training step as a method sees it: views to send through the student or the teacher, labels, and a tape.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "tacit/autodiff/operations.hpp"
#include "tacit/autodiff/record_loss.hpp"
#include "tacit/ssl/detail/step_passes.hpp"
#include "tacit/ssl/report.hpp"
#include "tacit/ssl/step_environment.hpp"
#include "tacit/tensor/standard.hpp"  // labels are a std::span

namespace tacit::inline TACIT_ABI {

/// Handed to loss functions; made anew for each step by a step function's driver (train/) or a test.
template <std::floating_point Scalar>
class step {
 public:
  using scalar_type = Scalar;
  using environment = step_environment<Scalar>;

  step(environment const& env, index_t number)
      : env_(env), number_(number), drawn_(env.seed, number, env.recorded), rows_(env_), passes_(env_, rows_, number) {
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
  index_t rows(sample_view v) const { return rows_.count(v); }
  /// The method's own random numbers of this step.
  draws const& random() const { return drawn_; }

  /// A view's rows, dense, rows x elements, in the step's memory: to be mixed or moved. Without columns where the
  /// backbone needs no input.
  matrix_view<Scalar> input(sample_view v) const { return input(std::span<sample_view const>(&v, 1)); }
  /// The rows of several views, one below the other.
  matrix_view<Scalar> input(std::span<sample_view const> views) const { return rows_.below_each_other(views); }
  /// From now on in this step the view shows these rows (rows x elements, dense, valid until the step's end).
  void provide(sample_view v, matrix_view<Scalar const> rows) { rows_.provide(v, rows); }
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
  variable<Scalar> head(head_kind k, sample_view v) const { return passes_.heads().at(k, v); }
  variable<Scalar> teacher_head(head_kind k, sample_view v) const { return passes_.teacher_heads().at(k, v); }
  head_values<Scalar> const& heads() const { return passes_.heads(); }

  /// `heads`: of each view, or empty for none.
  template <class Grouping>
  void forward(Grouping const& grouping, std::span<sample_view const> views, std::span<variable<Scalar>> out,
               std::span<head_choice const> heads = {}) {
    if constexpr (requires { grouping.forward(*this, views, out, heads); })
      grouping.forward(*this, views, out, heads);  // cuts through views, or mixes what comes out
    else if constexpr (requires { grouping.forward(*this, views, out); })
      grouping.forward(*this, views, out);
    else
      passes_.run(env_.student, look::trained, grouping, views, out, heads);
  }
  /// One pass of the student over whole views or parts of them, a variable each; parts of views that a method made.
  void forward_parts(std::span<segment const> parts, bool update_running, std::span<variable<Scalar>> out) {
    for (segment const& part : parts) rows_.require_offered(part.view);
    passes_.forward_segments(env_.student, look::trained, update_running, parts, out);
  }
  /// Logits of the student in training mode, to make targets from: no trace, no gradient, running statistics left
  /// alone.
  template <class Grouping>
  void guess(Grouping const& grouping, std::span<sample_view const> views, std::span<variable<Scalar>> out) {
    passes_.run(env_.student, look::guessing, grouping, views, out);
  }
  template <class Grouping>
  void teacher(Grouping const& grouping, std::span<sample_view const> views, std::span<variable<Scalar>> out,
               std::span<head_choice const> heads = {}) {
    if (!env_.teacher)
      throw value_error("step.teacher: this run keeps no average of the weights; set options.average to an ema");
    passes_.run(*env_.teacher, look::teaching, grouping, views, out, heads);
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
    return passes_.input_gradient(v, loss);
  }

  /// In the step's reverse sweeps from now on, what the head (or the logits) of the student's passes sends down into
  /// the features is multiplied by -lambda. Needs a backbone that can (`needs_reversal`).
  void reverse(head_kind k, double lambda) { passes_.flow()->heads[static_cast<std::size_t>(k)] = -lambda; }
  void reverse_logits(double lambda) { passes_.flow()->logits = -lambda; }

  /// Terms add what they did; the driver reads it after the step.
  term_reports<Scalar>& reports() { return reports_; }
  /// What belongs to no single term.
  notes<Scalar>& noted() { return noted_; }

  /// Rows sent through the student and the teacher so far.
  index_t rows_forwarded() const { return passes_.rows_forwarded(); }

  /// Sum of squares of the gradient that reached the student's logits of unlabelled views; known after the reverse
  /// sweep.
  double unlabelled_gradient_square() const { return *passes_.unlabelled_square(); }

 private:
  using look = detail::look;

  template <class Grouping, std::size_t Count>
  std::array<variable<Scalar>, Count> collect(any_backbone<Scalar>& network, look how,
                                              pass_plan<Grouping, Count> const& plan) {
    std::array<variable<Scalar>, Count> out;
    passes_.run(network, how, plan.grouping, plan.views, out);
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

  environment env_;
  index_t number_;
  draws drawn_;
  detail::step_rows<Scalar> rows_;
  detail::step_passes<Scalar> passes_;
  term_reports<Scalar> reports_;
  notes<Scalar> noted_;
};

}  // namespace tacit::inline TACIT_ABI
