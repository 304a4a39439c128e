// Term: which quarter turn was made of an image, guessed by the rotation head (Gidaris et al., 2018).
#pragma once

#include <span>

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/ssl/quarter_turns.hpp"
#include "tacit/ssl/term/report_term.hpp"
#include "tacit/ssl/view_list.hpp"

namespace tacit::inline TACIT_ABI {

/// mean_u CE(number of turns, rotation head of the turned view); the turns are drawn anew in each step.
template <class Schedule>
struct rotation_guess_term {
  static constexpr char const* called = "rotation_guess";
  sample_view view;
  Schedule schedule;
  char const* name = "rot";

  constexpr void student_views(view_set& set) const { set.add(rotated(view), rotation); }
  constexpr void heads(head_set& set) const { set.add({.kind = rotation, .outputs = 4}); }

  template <class Scalar>
  class bound {
   public:
    bound(rotation_guess_term const& term, task_info const&) : term_(term) {}

    void prepare(step<Scalar>& s) { turns_ = provide_quarter_turns(s, term_.view); }
    scalar<Scalar> operator()(step<Scalar>& s, student_logits<Scalar> const& z) {
      auto const value = cross_entropy(z.head(rotation, rotated(term_.view)), turns_);
      return detail::report_term(s, term_.name, value, weight_at(term_.schedule, s.number(), s.info()));
    }
    void end_of_epoch() {}
    template <class Visitor>
    void visit(Visitor&&) {}

   private:
    rotation_guess_term term_;
    std::span<int const> turns_;
  };
};

/// `rotation_guess(strong, times(0.5, constant{1}))`
template <class Schedule>
constexpr rotation_guess_term<Schedule> rotation_guess(sample_view v, Schedule const& schedule) {
  return {v, schedule};
}

}  // namespace tacit::inline TACIT_ABI
