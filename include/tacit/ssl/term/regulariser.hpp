// Term: a loss of the student's predictions alone (entropy, marginal entropy).
#pragma once

#include "tacit/ssl/policy.hpp"
#include "tacit/ssl/schedule.hpp"
#include "tacit/ssl/step.hpp"
#include "tacit/ssl/term/on.hpp"
#include "tacit/ssl/term/report_term.hpp"

namespace tacit::inline TACIT_ABI {

template <std::size_t Count, class Loss, class Schedule>
struct regulariser_term {
  student_loss<Count, Loss> match;
  Schedule schedule;
  char const* name = "unsup";

  constexpr void student_views(view_set& set) const { set.add(match.views); }

  template <class Scalar>
  struct bound {
    regulariser_term term;
    bound(regulariser_term const& t, task_info const&) : term(t) {}

    scalar<Scalar> operator()(step<Scalar>& s, student_logits<Scalar> const& z) {
      auto const value = term.match.loss(z(term.match.views));
      return detail::report_term(s, term.name, value, weight_at(term.schedule, s.number(), s.info()));
    }
    void end_of_epoch() {}
    template <class Visitor>
    void visit(Visitor&&) {}
  };
};

/// `regulariser(on(weak, entropy), constant{0.06})`
template <std::size_t Count, class Loss, class Schedule>
constexpr regulariser_term<Count, Loss, Schedule> regulariser(student_loss<Count, Loss> const& match,
                                                              Schedule const& schedule) {
  return {match, schedule};
}

}  // namespace tacit::inline TACIT_ABI
