// Term: the losses of a mixed pool, its labelled rows and its unlabelled ones apart (MixMatch).
#pragma once

#include "tacit/ssl/mixed_pool.hpp"
#include "tacit/ssl/schedule.hpp"
#include "tacit/ssl/term/consistency.hpp"

namespace tacit::inline TACIT_ABI {

/// loss_l(mixed labelled rows) + w(t) loss_u(mixed unlabelled rows of all views). Two reports: "sup" and "unsup", the
/// latter with the guessed target before it is mixed.
template <class Pool, class LabelledLoss, class UnlabelledLoss, class Schedule>
struct mixed_consistency_term {
  static constexpr bool needs_teacher = Pool::needs_teacher;
  Pool pool;
  LabelledLoss labelled_loss;
  UnlabelledLoss unlabelled_loss;
  Schedule schedule;

  constexpr void student_views(view_set& set) const { pool.student_views(set); }

  template <class Scalar>
  class bound {
   public:
    bound(mixed_consistency_term const& term, task_info const& info) : term_(term), pool_(term.pool, info) {}

    void prepare(step<Scalar>& s) { pool_.prepare(s); }

    scalar<Scalar> operator()(step<Scalar>& s, student_logits<Scalar> const& z) {
      auto const w = weight_at(term_.schedule, s.number(), s.info());
      auto const of_labelled = z(mixed(labelled)), rest = z(mixed(term_.pool.views));
      index_t const hot = of_labelled.rows();
      auto const supervised = term_.labelled_loss(of_labelled, pool_.mixed_targets().rows(0, hot));
      auto const unlabelled = term_.unlabelled_loss(rest, pool_.mixed_targets().rows(hot, rest.rows()));

      term_report<Scalar> report;
      report.name = "sup";
      report.loss = supervised.value();
      s.reports().push_back(report);
      report = pool_.report();
      report.loss = unlabelled.value();
      report.ramp = w.ramp;
      report.weight = w.weight;
      report.disagreement = detail::disagreement(rest.value(), report.labels);
      s.reports().push_back(report);
      pool_.after(s, z);
      return supervised + w.weight * unlabelled;
    }

    void end_of_epoch() { pool_.end_of_epoch(); }
    template <class Visitor>
    void visit(Visitor&& visitor) {
      pool_.visit(visitor);
    }

   private:
    mixed_consistency_term term_;
    typename Pool::template bound<Scalar> pool_;
  };
};

/// `mixed_consistency(mix_pool(...), cross_entropy, probability_mse, times(75, linear_warmup{.warmup = 16384}))`
template <class Pool, class LabelledLoss, class UnlabelledLoss, class Schedule>
constexpr mixed_consistency_term<Pool, LabelledLoss, UnlabelledLoss, Schedule> mixed_consistency(
    Pool const& from, LabelledLoss const& labelled_loss, UnlabelledLoss const& unlabelled_loss,
    Schedule const& schedule) {
  return {from, labelled_loss, unlabelled_loss, schedule};
}

}  // namespace tacit::inline TACIT_ABI
