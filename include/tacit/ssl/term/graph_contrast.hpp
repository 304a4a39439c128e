// Term: embeddings of two views are drawn together along a graph of pseudo-labels (Li et al., "CoMatch", 2021).
#pragma once

#include <algorithm>

#include "tacit/autodiff/similarities.hpp"
#include "tacit/loss/floored_cross_entropy.hpp"
#include "tacit/ssl/term/report_term.hpp"
#include "tacit/ssl/view_list.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
/// Q = p p^T with diagonal 1, entries below the threshold 0, rows of sum 1.
template <class Scalar>
void pseudo_label_graph(context const& ctx, matrix_view<Scalar const> p, double threshold, matrix_view<Scalar> q) {
  gemm<Scalar>(ctx, 1, p, p.transposed(), 0, q);
  auto const limit = static_cast<Scalar>(threshold);
  for (index_t i = 0; i < q.extent(0); ++i) {
    q(i, i) = 1;
    Scalar sum = 0;
    for (index_t j = 0; j < q.extent(1); ++j) sum += q(i, j) = q(i, j) < limit ? Scalar{0} : q(i, j);
    for (index_t j = 0; j < q.extent(1); ++j) q(i, j) /= sum;
  }
}
}  // namespace detail

/// mean_i -sum_j Q_ij log(softmax_j(g(first)_i . g(second)_j / T) + 1e-7), Q the graph of the targets of the term
/// `of`; g the projection head, rows of unit length, with gradient into both views.
template <class Schedule>
struct graph_contrast_term {
  static constexpr char const* called = "graph_contrast";
  template <class V>
  constexpr void parts(V&& v) const {
    v(first);
    v(second);
    v("threshold", threshold);
    v("temperature", temperature);
  }

  sample_view first, second;
  head projector;
  double threshold, temperature;
  char const* of;
  Schedule schedule;
  char const* name = "contrast";

  constexpr void student_views(view_set& set) const {
    set.add(first, projection);
    set.add(second, projection);
  }
  constexpr void heads(head_set& set) const { set.add(projector); }

  template <class Scalar>
  struct bound {
    graph_contrast_term term;
    bound(graph_contrast_term const& t, task_info const&) : term(t) {}

    scalar<Scalar> operator()(step<Scalar>& s, student_logits<Scalar> const& z) {
      auto const& ctx = s.ctx();
      auto const p = s.reports().of(term.of).target;
      auto const graph = s.memory().take_matrix(p.extent(0), p.extent(0));
      detail::pseudo_label_graph<Scalar>(ctx, p, term.threshold, graph);
      auto const unit = [&](sample_view v) { return unit_rows(ctx, z.head(projection, v)); };
      auto const alike = similarities(ctx, unit(term.first), unit(term.second), 1 / term.temperature);
      notes<Scalar> noted;
      noted.add("graph", matrix_view<Scalar const>(graph));
      return detail::report_term(s, term.name, floored_cross_entropy{}(alike, matrix_view<Scalar const>(graph)),
                                 weight_at(term.schedule, s.number(), s.info()), noted);
    }
    void end_of_epoch() {}
    template <class Visitor>
    void visit(Visitor&&) {}
  };
};

/// `graph_contrast(strong, strong2, head{...}, 0.8, 0.2, "unsup", constant{1})`
template <class Schedule>
constexpr graph_contrast_term<Schedule> graph_contrast(sample_view first, sample_view second, head const& projector,
                                                       double threshold, double temperature, char const* of,
                                                       Schedule const& schedule) {
  return {first, second, projector, threshold, temperature, of, schedule};
}

}  // namespace tacit::inline TACIT_ABI
