// Term: features from which a domain head cannot tell two domains (Ganin et al., "Domain-adversarial training of neural
// networks", 2016).
#pragma once

#include <algorithm>

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/ssl/policy.hpp"
#include "tacit/ssl/schedule.hpp"
#include "tacit/ssl/step.hpp"
#include "tacit/ssl/view_list.hpp"

namespace tacit::inline TACIT_ABI {

/// CE(domain(source), 0) + CE(domain(target), 1), each a mean over its own rows, by a head of kind `domain`. The head
/// follows the gradient, the features below go against it, lambda times as strongly: lambda is the schedule's value.
/// Without target rows there is nothing to tell apart, and the term is 0.
template <class Schedule>
struct domain_adversarial_term {
  static constexpr bool needs_reversal = true;
  static constexpr char const* called = "domain_adversarial";
  template <class V>
  constexpr void parts(V&& v) const {
    v(source_rows);
    v(target_rows);
  }

  sample_view source_rows, target_rows;
  head by;
  Schedule schedule;  ///< of lambda
  char const* name = "domain";

  constexpr void student_views(view_set& set) const {
    set.add(source_rows, domain);
    set.add(target_rows, domain);
  }
  constexpr void heads(head_set& set) const { set.add(by); }

  template <class Scalar>
  struct bound {
    domain_adversarial_term term;
    bound(domain_adversarial_term const& t, task_info const&) : term(t) {}

    scalar<Scalar> operator()(step<Scalar>& s, student_logits<Scalar> const& z) {
      double const lambda = weight_at(term.schedule, s.number(), s.info()).weight;
      s.reverse(domain, lambda);
      auto const of_source = loss_of(s, z, term.source_rows, 0), of_target = loss_of(s, z, term.target_rows, 1);
      auto const sum = (s.rows(term.target_rows) > 0 ? 1.0 : 0.0) * (of_source + of_target);
      term_report<Scalar> report;
      report.name = term.name;
      report.unlabelled = true;
      report.loss = sum.value();
      report.ramp = report.weight = lambda;
      report.noted.add("source", of_source.value());
      report.noted.add("target", of_target.value());
      s.reports().push_back(report);
      return sum;
    }
    void end_of_epoch() {}
    template <class Visitor>
    void visit(Visitor&&) {}

   private:
    static scalar<Scalar> loss_of(step<Scalar>& s, student_logits<Scalar> const& z, sample_view v, int which) {
      auto const n = static_cast<std::size_t>(s.rows(v));
      std::span<int> const labels(s.memory().template take<int>(s.rows(v)), n);
      std::fill(labels.begin(), labels.end(), which);
      return cross_entropy(z.head(domain, v), std::span<int const>(labels));
    }
  };
};

/// `domain_adversarial(labelled, weak, {.kind = domain, .outputs = 2, .hidden = 1}, reversal_rampup{})`
template <class Schedule>
constexpr domain_adversarial_term<Schedule> domain_adversarial(sample_view source, sample_view target, head const& by,
                                                               Schedule const& schedule) {
  return {source, target, by, schedule};
}

}  // namespace tacit::inline TACIT_ABI
