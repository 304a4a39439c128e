// Term: what the student must match on the unlabelled rows. Source, transform, selection, discrepancy, schedule.
#pragma once

#include <algorithm>
#include <concepts>
#include <type_traits>

#include "tacit/ssl/policy.hpp"
#include "tacit/ssl/prediction.hpp"
#include "tacit/ssl/schedule.hpp"
#include "tacit/ssl/select/everything.hpp"
#include "tacit/ssl/step.hpp"
#include "tacit/ssl/target/as_is.hpp"
#include "tacit/ssl/term/on.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {

/// Share of rows where the student's most probable class is another than the target's.
template <class Scalar>
double disagreement(matrix_view<Scalar const> student, std::span<int const> labels) {
  if (labels.empty()) return 0;
  index_t other = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) other += most_probable(student, static_cast<index_t>(i)) != labels[i];
  return static_cast<double>(other) / static_cast<double>(labels.size());
}

}  // namespace detail

template <class Source, class Transform, class Selection, class Match, class Schedule>
struct consistency_term {
  Source source;
  Transform transform;
  Selection selection;
  Match match;
  Schedule schedule;
  char const* name = "unsup";

  template <class S>
  static constexpr bool hardens = std::is_invocable_v<Transform const&, prediction<S> const&, std::span<int>>;
  static constexpr bool selects = !std::is_same_v<Selection, everything_t>;
  static constexpr bool needs_teacher = requires { requires Source::needs_teacher; };
  static constexpr bool reads_labelled = requires { requires Source::reads_labelled; }
  || requires { requires Selection::reads_labelled; };

  static_assert(
      hardens<float> || std::is_invocable_v<Transform const&, prediction<float> const&, matrix_view<float>> ||
          StatefulPolicy<Transform, float>,
      "tacit: a target transform is called as transform(prediction<S> const&, std::span<int> labels) to harden or "
      "transform(prediction<S> const&, matrix_view<S> target) to stay soft: see docs/concepts.md");
  static_assert(
      !selects || std::is_invocable_v<Selection const&, prediction<float> const&, vector_view<float>> ||
          StatefulPolicy<Selection, float>,
      "tacit: a selection is called as selection(prediction<S> const&, vector_view<S> weight): see docs/concepts.md");
  static_assert(Source::stopped || (std::is_same_v<Transform, as_is_t> && !selects),
                "tacit: a source with gradient is matched as it is, on all samples: use as_is and everything");

  constexpr void student_views(view_set& set) const {
    source.student_views(set);
    set.add(match.views);
    if constexpr (reads_labelled) set.add(labelled);
  }

  /// Those of the source, where it reads any.
  constexpr void heads(head_set& set) const requires ReadsHeads<Source> { source.heads(set); }

  template <class Scalar>
  class bound {
   public:
    bound(consistency_term const& term, task_info const& info)
        : term_(term),
          source_(detail::initial_state<Scalar>(term.source, info)),
          transform_(term.transform, info),
          selection_(term.selection, info) {}

    /// Before the student's passes: a source may make the views that it speaks of.
    void prepare(step<Scalar>& s) {
      if constexpr (requires { term_.source.prepare(source_, s); }) term_.source.prepare(source_, s);
    }

    /// What is asked of the student on each row, and how much the row counts.
    struct decision {
      prediction<Scalar> record;
      vector_view<Scalar const> weight;  ///< no data where the term does not select: all count fully
      term_report<Scalar> report;
    };

    scalar<Scalar> operator()(step<Scalar>& s, student_logits<Scalar> const& z) {
      decision d;
      decide(s, z, d);
      auto const student = matched(z);
      if constexpr (!Source::stopped)
        return conclude(s, z, d, student, d.record.labels, term_.match.loss(student, term_.source.traced(s, z)));
      else if constexpr (hardens<Scalar>)
        return conclude(s, z, d, student, d.record.labels, compare(student, d.record.labels, d.weight));
      else
        return conclude(s, z, d, student, d.record.labels, compare(student, d.record.target, d.weight));
    }

    /// The parts of the call, for terms made of this one. `d` stays where it is until the last of them.
    void decide(step<Scalar>& s, student_logits<Scalar> const& z, decision& d) {
      auto const w = weight_at(term_.schedule, s.number(), s.info());
      d.report = {};
      d.report.name = term_.name;
      d.report.unlabelled = true;
      d.report.ramp = w.ramp;
      d.report.weight = w.weight;
      d.record = predict(s, z, d.report);
      d.weight = {};
      if constexpr (selects) {
        vector_view<Scalar> const weight(s.memory().template take<Scalar>(d.record.rows()), {d.record.rows()});
        selection_.before(d.record);
        selection_(d.record, weight);
        d.weight = weight;
      }
    }
    variable<Scalar> matched(student_logits<Scalar> const& z) {
      auto const student = z(term_.match.views);
      if constexpr (requires { term_.source.matched(source_, student); })
        return term_.source.matched(source_, student);
      else
        return student;
    }
    /// `target`: labels or a matrix.
    template <class Target>
    scalar<Scalar> compare(variable<Scalar> student, Target const& target, vector_view<Scalar const> weight) const {
      if constexpr (selects)
        return term_.match.loss(student, target, weight);
      else
        return term_.match.loss(student, target);
    }
    /// `labels`: of the student's rows.
    scalar<Scalar> conclude(step<Scalar>& s, student_logits<Scalar> const& z, decision& d, variable<Scalar> student,
                            std::span<int const> labels, scalar<Scalar> loss) {
      auto& [record, weight, report] = d;
      report.mask = weight;
      report.labels = record.labels;
      report.views = term_.match.views.views;
      for (index_t i = 0; i < record.rows(); ++i)
        report.largest_confidence =
            std::max(report.largest_confidence,
                     static_cast<double>(record.probabilities(i, most_probable(record.probabilities, i))));
      report.disagreement = detail::disagreement(student.value(), labels);
      if (!hardens<Scalar>) report.target = record.target;
      report.loss = loss.value();
      s.reports().push_back(report);
      if constexpr (requires { term_.source.observe(source_, s, z); }) term_.source.observe(source_, s, z);
      transform_.after(record);
      if constexpr (selects) selection_.after(record);
      return report.weight * loss;
    }

    /// For terms that read it (ssl/method.hpp).
    template <std::same_as<Selection> Policy>
    auto const& selection_state() {
      return selection_.state();
    }

    void end_of_epoch() {
      if constexpr (requires { term_.source.end_of_epoch(source_); }) term_.source.end_of_epoch(source_);
      transform_.end_of_epoch();
      selection_.end_of_epoch();
    }

    template <class Visitor>
    void visit(Visitor&& visitor) {
      source_.visit(visitor);
      transform_.visit(visitor);
      selection_.visit(visitor);
    }

   private:
    using source_state = typename detail::policy_state<Source, Scalar>::type;

    /// The whole record: raw prediction, target, and the most probable class of each row's target.
    prediction<Scalar> predict(step<Scalar>& s, student_logits<Scalar> const& z, term_report<Scalar>& report) {
      prediction<Scalar> record;
      record.index = s.indices();
      record.t = s.number();
      record.noted = &report.noted;
      record.reports = &s.reports();
      record.memory = &s.memory();
      if constexpr (reads_labelled) record.labelled = softmax(stop_gradient(z(labelled))).value();
      term_.source.predict(source_, s, z, record);
      if (!record.aligned.data()) record.aligned = record.probabilities;
      report.noted.add("aligned", record.aligned);
      transform_.before(record);

      auto& memory = s.memory();
      std::span<int> const labels(memory.template take<int>(record.rows()), static_cast<std::size_t>(record.rows()));
      if constexpr (hardens<Scalar>) {
        transform_(record, labels);
        record.target = record.aligned;
      } else {
        auto const target = memory.take_matrix(record.rows(), record.classes());
        transform_(record, target);
        record.target = target;
        for (std::size_t i = 0; i < labels.size(); ++i)
          labels[i] = most_probable(record.target, static_cast<index_t>(i));
      }
      record.labels = labels;
      return record;
    }

    consistency_term term_;
    source_state source_;
    bound_policy<Transform, Scalar> transform_;
    bound_policy<Selection, Scalar> selection_;
  };
};

/// `consistency(student(weak), harden, confident{.threshold = 0.95}, on(strong, cross_entropy), constant{1})`.
/// The loss is the mean over all unlabelled rows, those of weight 0 included.
template <class Source, class Transform, class Selection, class Match, class Schedule>
constexpr consistency_term<Source, Transform, Selection, Match, Schedule> consistency(Source const& source,
                                                                                      Transform const& transform,
                                                                                      Selection const& selection,
                                                                                      Match const& match,
                                                                                      Schedule const& schedule) {
  return {source, transform, selection, match, schedule};
}

}  // namespace tacit::inline TACIT_ABI
