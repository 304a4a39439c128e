// Term: a consistency term whose student computes no row of weight zero.
#pragma once

#include <algorithm>
#include <span>

#include "tacit/ssl/term/consistency.hpp"

namespace tacit::inline TACIT_ABI {

/// Targets and weights first, then the student on the rows that count: the loss is the same mean over all unlabelled
/// rows. Where the network has batch norm it is another recipe: the pass sees those rows alone. Targets come from
/// `guessed(weak)` or a teacher, for the student's own passes run later; the student sees a single view, and the
/// backbone takes its rows from the step.
template <class Term>
struct only_selected_term {
  static_assert(Term::selects, "tacit: only_selected: the term selects nothing, so there are no rows to leave out");
  static_assert(
      !Term::reads_labelled,
      "tacit: only_selected: a policy of the term reads the student's labelled rows, which have not passed yet "
      "when rows are selected");
  static constexpr bool needs_teacher = Term::needs_teacher;
  Term term;

  constexpr void student_views(view_set& set) const { term.student_views(set); }
  constexpr void heads(head_set& set) const requires ReadsHeads<Term> { term.heads(set); }

  template <class Scalar>
  class bound {
    static constexpr bool hardens = Term::template hardens<Scalar>;
    using inner = typename Term::template bound<Scalar>;

   public:
    bound(only_selected_term const& of, task_info const& info)
        : inner_(of.term, info), view_(of.term.match.views.views[0]) {
      static_assert(decltype(of.term.match.views.views){}.size() == 1,
                    "tacit: only_selected: the student must see one view");
      view_set read;
      of.term.source.student_views(read);
      if (!read.all().empty())
        throw value_error(
            "only_selected: the targets come from the student's own pass, which has not run when rows are "
            "selected; take them from guessed(weak)");
    }

    void prepare(step<Scalar>& s) {
      if (s.sample_shape().empty())
        throw value_error("only_selected: the backbone takes no rows from the step, so none can be left out");
      inner_.prepare(s);
      inner_.decide(s, {}, decision_);
      auto const& weight = decision_.weight;
      auto* const kept = s.memory().template take<index_t>(weight.size());
      std::size_t count = 0;
      for (index_t i = 0; i < weight.size(); ++i)
        if (weight[i] != 0) kept[count++] = i;
      kept_ = {kept, count};
      s.provide(view_, kept_rows(s.memory(), s.input(view_)));
    }

    scalar<Scalar> operator()(step<Scalar>& s, student_logits<Scalar> const& z) {
      auto& memory = s.memory();
      auto const count = static_cast<index_t>(kept_.size());
      auto const& record = decision_.record;
      auto* const weights = memory.template take<Scalar>(count);
      auto* const classes = memory.template take<int>(count);
      for (std::size_t i = 0; i < kept_.size(); ++i) {
        weights[i] = decision_.weight[kept_[i]];
        classes[i] = record.labels[static_cast<std::size_t>(kept_[i])];
      }
      vector_view<Scalar const> const weight(weights, {count});
      std::span<int const> const labels(classes, kept_.size());
      auto const student = inner_.matched(z);
      double const share = static_cast<double>(count) / static_cast<double>(std::max<index_t>(1, record.rows()));
      if constexpr (hardens)
        return inner_.conclude(s, z, decision_, student, labels, share * inner_.compare(student, labels, weight));
      else
        return inner_.conclude(s, z, decision_, student, labels,
                               share * inner_.compare(student, kept_rows(memory, record.target), weight));
    }

    template <std::same_as<decltype(Term::selection)> Policy>
    auto const& selection_state() {
      return inner_.template selection_state<Policy>();
    }
    void end_of_epoch() { inner_.end_of_epoch(); }
    template <class Visitor>
    void visit(Visitor&& visitor) {
      inner_.visit(visitor);
    }

   private:
    matrix_view<Scalar const> kept_rows(tape<Scalar>& memory, matrix_view<Scalar const> from) const {
      auto const out = memory.take_matrix(static_cast<index_t>(kept_.size()), from.extent(1));
      for (index_t i = 0; i < out.extent(0); ++i)
        std::copy_n(from.row(kept_[static_cast<std::size_t>(i)]).data(), from.extent(1), out.row(i).data());
      return out;
    }

    inner inner_;
    sample_view view_;
    typename inner::decision decision_;  ///< of this step
    std::span<index_t> kept_;            ///< rows of a weight other than zero
  };
};

/// `only_selected(consistency(guessed(weak), harden, confident{.threshold = 0.95}, on(strong, cross_entropy),
/// constant{1}))`
template <class Term>
constexpr only_selected_term<Term> only_selected(Term const& term) {
  return {term};
}

}  // namespace tacit::inline TACIT_ABI
