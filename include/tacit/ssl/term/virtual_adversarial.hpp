// Term: virtual adversarial training, the divergence under the small perturbation that changes a prediction most
// (Miyato et al., "Virtual adversarial training", 2018).
#pragma once

#include <algorithm>
#include <cmath>

#include "tacit/loss/kl_divergence.hpp"
#include "tacit/ssl/policy.hpp"
#include "tacit/ssl/prediction.hpp"
#include "tacit/ssl/schedule.hpp"
#include "tacit/ssl/step.hpp"
#include "tacit/ssl/term/consistency.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {

/// Every row divided by its length and multiplied by `length`; rows of zeros stay. Divided by the largest entry first,
/// so that squares neither underflow nor overflow: the gradients that come here may be as small as 1e-30.
template <class Scalar>
void scale_rows(matrix_view<Scalar const> from, double length, matrix_view<Scalar> to) {
  for (index_t i = 0; i < from.extent(0); ++i) {
    Scalar largest = 0;
    for (index_t k = 0; k < from.extent(1); ++k) largest = std::max(largest, std::abs(from(i, k)));
    double const unit = largest > 0 ? static_cast<double>(largest) : 1;
    double square = 0;
    for (index_t k = 0; k < from.extent(1); ++k) {
      double const x = static_cast<double>(from(i, k)) / unit;
      square += x * x;
    }
    double const factor = square > 0 ? length / std::sqrt(square) : 0;
    for (index_t k = 0; k < from.extent(1); ++k)
      to(i, k) = static_cast<Scalar>(static_cast<double>(from(i, k)) / unit * factor);
  }
}

template <class Scalar>
void add_rows(matrix_view<Scalar const> a, matrix_view<Scalar const> b, matrix_view<Scalar> sum) {
  for (index_t i = 0; i < a.extent(0); ++i)
    for (index_t k = 0; k < a.extent(1); ++k) sum(i, k) = a(i, k) + b(i, k);
}

}  // namespace detail

struct perturbation {
  double epsilon = 8;  ///< length of r, in units of the network's input
  double xi = 0.1;     ///< length of the step by which curvature is felt; the paper's 1e-6 drowns in float32's rounding
  int iterations = 1;  ///< of the power method
};

/// mean KL(p || softmax z(x + r)), p = stop softmax z(x), r = epsilon d / |d| for each row, where d starts as a normal
/// draw and is replaced `iterations` times by the gradient of mean KL(p || softmax z(x + xi d / |d|)) with respect to
/// the perturbation: power iteration on the Hessian at r = 0. r is stopped. The passes over moved rows use the batch's
/// own statistics, leave the running ones alone, and draw the same dropout as the pass over x.
template <class Schedule>
struct virtual_adversarial_term {
  static constexpr char const* called = "virtual_adversarial";
  template <class V>
  constexpr void parts(V&& v) const {
    v("epsilon", moved_by.epsilon);
    v("xi", moved_by.xi);
    v("iterations", moved_by.iterations);
  }
  static constexpr bool needs_input_gradient = true;

  sample_view view;
  perturbation moved_by;
  Schedule schedule;
  char const* name = "vat";

  constexpr void student_views(view_set& set) const { set.add(view); }

  template <class Scalar>
  struct bound {
    virtual_adversarial_term term;

    bound(virtual_adversarial_term const& t, task_info const&) : term(t) {
      auto const& by = t.moved_by;
      if (!(by.epsilon >= 0 && by.xi > 0 && by.iterations > 0))
        detail::throw_error<value_error>(
            "virtual_adversarial: expected epsilon >= 0, xi > 0 and iterations > 0, got {}, {} and {}",
            {by.epsilon, by.xi, by.iterations});
    }

    scalar<Scalar> operator()(step<Scalar>& s, student_logits<Scalar> const& z) {
      auto const p = softmax(stop_gradient(z(term.view))).value();
      move_rows(s, p);
      std::array<variable<Scalar>, 1> const moved = s.forward(separate(perturbed(term.view)));
      auto const value = kl_divergence(moved[0], p);
      auto const w = weight_at(term.schedule, s.number(), s.info());
      s.reports().push_back(report(s, p, moved[0].value(), value.value(), w));
      return w.weight * value;
    }
    void end_of_epoch() {}
    template <class Visitor>
    void visit(Visitor&&) {}

   private:
    /// From here on in this step, perturbed(view) shows x + r.
    void move_rows(step<Scalar>& s, matrix_view<Scalar const> p) const {
      auto const x = s.input(term.view);
      auto const direction = first_direction(s, x), moved = s.memory().take_matrix(x.extent(0), x.extent(1));
      s.provide(perturbed(term.view), moved);
      for (int i = 0; i < term.moved_by.iterations; ++i) {
        detail::scale_rows<Scalar>(direction, term.moved_by.xi, moved);
        detail::add_rows<Scalar>(x, moved, moved);
        auto const gradient = s.input_gradient(
            perturbed(term.view),
            [p](matrix_view<Scalar const> logits, matrix_view<Scalar> g) { kl_divergence(logits, p, into(g)); });
        detail::scale_rows<Scalar>(gradient, 1, direction);
      }
      detail::scale_rows<Scalar>(direction, term.moved_by.epsilon, moved);
      detail::add_rows<Scalar>(x, moved, moved);
    }

    static matrix_view<Scalar> first_direction(step<Scalar>& s, matrix_view<Scalar> x) {
      std::span<double> const drawn(s.memory().template take<double>(x.size()), static_cast<std::size_t>(x.size()));
      s.random().normal(0, drawn);
      auto const direction = s.memory().take_matrix(x.extent(0), x.extent(1));
      for (std::size_t i = 0; i < drawn.size(); ++i) direction.data()[i] = static_cast<Scalar>(drawn[i]);
      return direction;
    }

    term_report<Scalar> report(step<Scalar>& s, matrix_view<Scalar const> p, matrix_view<Scalar const> moved,
                               double loss, term_weight w) const {
      term_report<Scalar> r;
      r.name = term.name;
      r.unlabelled = true;
      r.loss = loss;
      r.ramp = w.ramp;
      r.weight = w.weight;
      r.target = p;
      std::span<int> const labels(s.memory().template take<int>(p.extent(0)), static_cast<std::size_t>(p.extent(0)));
      for (index_t i = 0; i < p.extent(0); ++i) {
        int const best = labels[static_cast<std::size_t>(i)] = most_probable(p, i);
        r.largest_confidence = std::max(r.largest_confidence, static_cast<double>(p(i, best)));
      }
      r.labels = labels;
      r.disagreement = detail::disagreement(moved, r.labels);
      return r;
    }
  };
};

/// `virtual_adversarial(weak, {.epsilon = 6}, constant{1})`
template <class Schedule>
constexpr virtual_adversarial_term<Schedule> virtual_adversarial(sample_view v, perturbation const& r,
                                                                 Schedule const& schedule) {
  return {v, r, schedule};
}

}  // namespace tacit::inline TACIT_ABI
