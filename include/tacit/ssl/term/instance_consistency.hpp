// Term: the student must be as alike to each labelled sample as the teacher is (Zheng et al., "SimMatch", 2022).
#pragma once

#include "tacit/autodiff/similarities.hpp"
#include "tacit/ssl/labelled_memory.hpp"
#include "tacit/ssl/target/align.hpp"
#include "tacit/ssl/term/report_term.hpp"
#include "tacit/ssl/view_list.hpp"

namespace tacit::inline TACIT_ABI {

struct instance_options {
  double temperature = 0.1;  ///< of the similarities
  double share = 0.9;        ///< alpha: of the prediction itself in the target
  index_t start = -1;        ///< the first step in which the memory counts; negative: that after the first epoch
};

/// Teacher (average of the weights), one pass of `labelled` and `fixed`: p = aligned softmax z, q = softmax(g . bank /
/// T). Loss: mean_u H(norm_j(q_j p[label_j]), softmax(g(matched) . bank / T)), stopped but for g(matched). The report's
/// target is share p + (1 - share) sum_{label_j = c} q_j, for a consistency term to match (target_of). Before `start`
/// the loss is 0 and the target p. Afterwards the bank takes the teacher's embeddings of the labelled rows.
template <class Alignment, class Schedule>
struct instance_consistency_term {
  static constexpr char const* called = "instance_consistency";
  static constexpr bool needs_teacher = true;
  template <class V>
  constexpr void parts(V&& v) const {
    v(fixed);
    v(matched);
    v("temperature", options.temperature);
    v("share", options.share);
  }

  sample_view fixed, matched;
  head projector;
  Alignment aligns;
  instance_options options;
  Schedule schedule;
  char const* name = "instance";

  constexpr void student_views(view_set& set) const { set.add(matched, projection); }
  constexpr void heads(head_set& set) const { set.add(projector); }

  template <class Scalar>
  class bound {
   public:
    bound(instance_consistency_term const& term, task_info const& info)

        : term_(term),
          start_(term.options.start < 0 ? info.steps_per_epoch : term.options.start),
          aligning_(term.aligns.init(info)),
          memory_(info, term.projector.outputs) {}

    scalar<Scalar> operator()(step<Scalar>& s, student_logits<Scalar> const& z) {
      auto& t = s.memory();
      auto const o = term_.options;
      bool const counts = s.number() >= start_;
      auto const zt = s.teacher(joint(labelled, term_.fixed), head_of(projection, labelled, term_.fixed))[1];
      auto const unit = [&](sample_view v) { return unit_rows(s.ctx(), s.teacher_head(projection, v)); };
      auto const p = t.take_matrix(zt.rows(), zt.columns()), folded = t.take_matrix(zt.rows(), zt.columns());
      term_.aligns(aligning_, softmax(zt).value(), s.number(), p);

      auto const alike = t.take_matrix(zt.rows(), memory_.bank.extent(0));
      auto const unfolded = t.take_matrix(zt.rows(), memory_.bank.extent(0));
      memory_.compare(s.ctx(), unit(term_.fixed).value(), o.temperature, alike);
      softmax(alike, into(alike));
      memory_.exchange(alike, p, o.share, unfolded, folded);

      auto const value = counts ? memory_cross_entropy<Scalar>{s.ctx(), t, memory_, unfolded, o.temperature}(
                                      unit_rows(s.ctx(), z.head(projection, term_.matched)))
                                : t.constant(0.0);
      memory_.write(s.labelled_indices(), unit(labelled).value());

      notes<Scalar> noted;
      noted.add("instances", matrix_view<Scalar const>(unfolded));
      return detail::report_term(s, term_.name, value, weight_at(term_.schedule, s.number(), s.info()), noted,
                                 matrix_view<Scalar const>(counts ? folded : p));
    }
    void end_of_epoch() {}
    template <class Visitor>
    void visit(Visitor&& visitor) {
      aligning_.visit(visitor);
      memory_.visit(visitor);
    }

   private:
    instance_consistency_term term_;
    index_t start_;
    typename Alignment::state aligning_;
    labelled_memory<Scalar> memory_;
  };
};

/// `instance_consistency(weak, strong, head{...}, align(window_mean{32, false}, ...), {}, constant{1})`
template <class Alignment, class Schedule>
constexpr instance_consistency_term<Alignment, Schedule> instance_consistency(sample_view fixed, sample_view matched,
                                                                              head const& projector,
                                                                              Alignment const& aligns,
                                                                              instance_options const& options,
                                                                              Schedule const& schedule) {
  return {fixed, matched, projector, aligns, options, schedule};
}

}  // namespace tacit::inline TACIT_ABI
