// Term: the embeddings of two views are pushed apart where a term before selected the sample (Fan et al., 2021).
#pragma once

#include "tacit/loss/positive_cosine.hpp"
#include "tacit/ssl/term/report_term.hpp"
#include "tacit/ssl/view_list.hpp"

namespace tacit::inline TACIT_ABI {

/// mean_u w max(0, cos(g(matched), stop g(fixed))), w the weights of the term `selected_by`.
template <class Schedule>
struct feature_distance_term {
  static constexpr char const* called = "feature_distance";
  template <class V>
  constexpr void parts(V&& v) const {
    v(fixed);
    v(matched);
  }
  sample_view fixed, matched;
  head projector;
  char const* selected_by;
  Schedule schedule;
  char const* name = "distance";

  constexpr void student_views(view_set& set) const {
    set.add(fixed, projection);
    set.add(matched, projection);
  }
  constexpr void heads(head_set& set) const { set.add(projector); }

  template <class Scalar>
  struct bound {
    feature_distance_term term;
    bound(feature_distance_term const& t, task_info const&) : term(t) {}

    scalar<Scalar> operator()(step<Scalar>& s, student_logits<Scalar> const& z) {
      auto const value =
          positive_cosine(z.head(projection, term.matched), stop_gradient(z.head(projection, term.fixed)),
                          s.reports().of(term.selected_by).mask);
      return detail::report_term(s, term.name, value, weight_at(term.schedule, s.number(), s.info()));
    }
    void end_of_epoch() {}
    template <class Visitor>
    void visit(Visitor&&) {}
  };
};

/// `feature_distance(weak, strong, head{.outputs = 128}, "unsup", constant{1})`
template <class Schedule>
constexpr feature_distance_term<Schedule> feature_distance(sample_view fixed, sample_view matched,
                                                           head const& projector, char const* selected_by,
                                                           Schedule const& schedule) {
  return {fixed, matched, projector, selected_by, schedule};
}

}  // namespace tacit::inline TACIT_ABI
