// Term: the loss on the labelled rows.
#pragma once

#include <algorithm>
#include <span>

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/ssl/policy.hpp"
#include "tacit/ssl/step.hpp"
#include "tacit/ssl/view_list.hpp"

namespace tacit::inline TACIT_ABI {

/// Every labelled row counts: mean over the rows of the views (each has all labels), or sum over the labelled batch
/// divided by all rows of the step (labelled and unlabelled: the normalisation of the Pi-model and Mean Teacher
/// papers).
template <class Loss, std::size_t Count = 1>
struct supervised_term {
  Loss loss;
  view_list<Count> views;
  bool over_all_rows = false;

  constexpr void student_views(view_set& set) const { set.add(views); }

  template <class Scalar>
  struct bound {
    supervised_term term;
    bound(supervised_term const& t, task_info const&) : term(t) {}

    scalar<Scalar> operator()(step<Scalar>& s, student_logits<Scalar> const& z) {
      auto const rows = static_cast<double>(s.rows(labelled));
      double const share = term.over_all_rows ? rows / (rows + static_cast<double>(s.rows(weak))) : 1.0;
      auto const value = share * term.loss(z(term.views), labels(s));
      term_report<Scalar> report;
      report.name = "sup";
      report.loss = value.value();
      s.reports().push_back(report);
      return value;
    }
    void end_of_epoch() {}
    template <class Visitor>
    void visit(Visitor&&) {}

   private:
    static std::span<int const> labels(step<Scalar>& s) {
      auto const once = s.labels();
      if constexpr (Count == 1) return once;
      auto const n = static_cast<index_t>(once.size());
      int* const all = s.memory().template take<int>(static_cast<index_t>(Count) * n);
      for (std::size_t k = 0; k < Count; ++k) std::copy(once.begin(), once.end(), all + k * once.size());
      return {all, Count * once.size()};
    }
  };
};

/// `supervised(cross_entropy)`
template <class Loss>
constexpr supervised_term<Loss> supervised(Loss const& loss, bool over_all_rows = false) {
  return {loss, rows_of(labelled), over_all_rows};
}
/// `supervised(cross_entropy, rows_of(labelled, labelled_strong))`: the mean over both views of every labelled row.
template <class Loss, std::size_t Count>
constexpr supervised_term<Loss, Count> supervised(Loss const& loss, view_list<Count> const& views) {
  return {loss, views};
}

/// Labelled rows are released little by little (UDA's training signal annealing): the mean over those that the rule
/// keeps. A rule is called as `rule(record, weight)` with the labelled rows' predictions and labels, and has a
/// `value(info, t)`.
template <class Loss, class Keep>
struct selected_supervised_term {
  Loss loss;
  Keep keep;

  constexpr void student_views(view_set& set) const { set.add(labelled); }

  template <class Scalar>
  struct bound {
    selected_supervised_term term;
    bound(selected_supervised_term const& t, task_info const&) : term(t) {}

    scalar<Scalar> operator()(step<Scalar>& s, student_logits<Scalar> const& z) {
      auto const logits = z(labelled);
      auto const p = softmax(stop_gradient(logits)).value();
      vector_view<Scalar> const kept(s.memory().template take<Scalar>(p.extent(0)), {p.extent(0)});
      double const limit = term.keep(p, s.labels(), kept, s.number(), s.info());
      auto const value = term.loss(logits, s.labels(), vector_view<Scalar const>(kept));
      term_report<Scalar> report;
      report.name = "sup";
      report.loss = value.value();
      report.ramp = limit;
      report.mask = kept;
      s.reports().push_back(report);
      return value;
    }
    void end_of_epoch() {}
    template <class Visitor>
    void visit(Visitor&&) {}
  };
};

/// `supervised(masked_cross_entropy, annealed{...})`
template <class Loss, class Keep>
requires(!std::is_same_v<Keep, bool>) constexpr selected_supervised_term<Loss, Keep> supervised(Loss const& loss,
                                                                                                Keep const& keep) {
  return {loss, keep};
}

}  // namespace tacit::inline TACIT_ABI
