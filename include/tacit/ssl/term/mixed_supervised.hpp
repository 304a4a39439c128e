// Term: mixup on the labelled rows.
#pragma once

#include "tacit/ssl/mixing.hpp"
#include "tacit/ssl/view_list.hpp"

namespace tacit::inline TACIT_ABI {

/// The loss of mixed labelled rows on their labels, mixed alike.
template <class Loss>
struct mixed_supervised_term {
  Loss loss;
  mixing mix;

  constexpr void student_views(view_set& set) const { set.add(mixed(labelled)); }

  template <class Scalar>
  struct bound {
    mixed_supervised_term term;
    matrix_view<Scalar const> target;  // of this step
    bound(mixed_supervised_term const& t, task_info const&) : term(t) {}

    void prepare(step<Scalar>& s) {
      index_t const rows = s.rows(labelled), classes = s.info().classes;
      auto const pairs = term.mix.pairs(s, rows);
      provide_mixed(s, pairs, std::span<sample_view const>(&labelled, 1));
      auto const hot = s.memory().take_matrix(rows, classes), mixed_target = s.memory().take_matrix(rows, classes);
      one_hot(s.labels(), hot);
      pairs(matrix_view<Scalar const>(hot), mixed_target);
      target = mixed_target;
    }

    scalar<Scalar> operator()(step<Scalar>& s, student_logits<Scalar> const& z) {
      auto const value = term.loss(z(mixed(labelled)), target);
      term_report<Scalar> report;
      report.name = "sup";
      report.loss = value.value();
      s.reports().push_back(report);
      return value;
    }
    void end_of_epoch() {}
    template <class Visitor>
    void visit(Visitor&&) {}
  };
};

/// `supervised_mixup(cross_entropy, {.beta = 1})`
template <class Loss>
constexpr mixed_supervised_term<Loss> supervised_mixup(Loss const& loss, mixing const& mix) {
  return {loss, mix};
}

}  // namespace tacit::inline TACIT_ABI
