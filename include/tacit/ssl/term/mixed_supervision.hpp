// Term: one loss over a mixed pool, guessed targets counting as much as given ones (Arazo et al. 2020).
#pragma once

#include "tacit/ssl/mixed_pool.hpp"
#include "tacit/ssl/term/consistency.hpp"

namespace tacit::inline TACIT_ABI {

/// The mean of the loss over all mixed rows. In the first `warmup` epochs: over the labelled rows, not mixed, while the
/// source already observes the others.
template <class Pool, class Loss>
struct mixed_supervision_term {
  static constexpr bool needs_teacher = Pool::needs_teacher;
  Pool pool;
  Loss loss;
  double warmup = 0;
  char const* name = "mix";

  constexpr void student_views(view_set& set) const { pool.student_views(set); }

  template <class Scalar>
  class bound {
   public:
    bound(mixed_supervision_term const& term, task_info const& info) : term_(term), pool_(term.pool, info) {}

    void prepare(step<Scalar>& s) { pool_.prepare(s, warms_up(s)); }

    scalar<Scalar> operator()(step<Scalar>& s, student_logits<Scalar> const& z) {
      auto const of_labelled = z(mixed(labelled)), rest = z(mixed(term_.pool.views));
      auto const target = pool_.mixed_targets();
      auto const value = warms_up(s) ? term_.loss(of_labelled, target.rows(0, of_labelled.rows()))
                                     : term_.loss(concatenate(std::array{of_labelled, rest}), target);
      auto& report = pool_.report();
      report.name = term_.name;
      report.loss = value.value();
      report.disagreement = detail::disagreement(rest.value(), report.labels);
      report.noted.add("targets", pool_.targets());
      s.reports().push_back(report);
      pool_.after(s, z);
      return value;
    }

    void end_of_epoch() { pool_.end_of_epoch(); }
    template <class Visitor>
    void visit(Visitor&& visitor) {
      pool_.visit(visitor);
    }

   private:
    bool warms_up(step<Scalar> const& s) const { return static_cast<double>(s.epoch()) < term_.warmup; }

    mixed_supervision_term term_;
    typename Pool::template bound<Scalar> pool_;
  };
};

/// `mixed_supervision(mix_pool(soft_labels(clean), as_is, rows_of(weak), {.beta = 1}), cross_entropy)`
template <class Pool, class Loss>
constexpr mixed_supervision_term<Pool, Loss> mixed_supervision(Pool const& from, Loss const& loss, double warmup = 0) {
  return {from, loss, warmup};
}

}  // namespace tacit::inline TACIT_ABI
