// Meta Pseudo Labels: Pham et al., 2021: the teacher learns from how its labels served the student.
#pragma once

#include <span>
#include <utility>

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/loss/smoothed_cross_entropy.hpp"
#include "tacit/optim/schedule/linear_warmup.hpp"
#include "tacit/ssl/minimise.hpp"
#include "tacit/ssl/select/confident.hpp"
#include "tacit/ssl/source/student.hpp"
#include "tacit/ssl/target/harden.hpp"
#include "tacit/ssl/target/tempered.hpp"
#include "tacit/ssl/term/consistency.hpp"
#include "tacit/ssl/term/supervised.hpp"

namespace tacit::inline TACIT_ABI {

struct meta_pseudo_labels_options {
  double weight = 8;         ///< lambda of the teacher's consistency
  double warmup = 5000;      ///< steps over which that weight rises linearly; 0: none
  double threshold = 0.6;    ///< tau of the teacher's consistency, inclusive
  double temperature = 0.7;  ///< T of its target
  double smoothing = 0.15;   ///< of the labels in the teacher's supervised loss; 0: none
  double teacher_rate = 1;   ///< the teacher's learning rate, as a factor of the student's
};

/// What one step did.
struct meta_pseudo_labels_report {
  double student_loss = 0;                    ///< CE(student(strong), hard), before the student's update
  double labelled_old = 0, labelled_new = 0;  ///< the student's loss on the labelled rows before and after its update
  double dot = 0;                             ///< labelled_old - labelled_new
  double teacher_mpl = 0;                     ///< CE(teacher(strong), hard)
  double teacher_loss = 0;                    ///< all of it
  std::span<int const> hard;  ///< the teacher's labels of the unlabelled rows; valid until the next step
};

/// The student is the run's network, the teacher its second one. Each step: hard = argmax teacher(strong); the student
/// makes a step on CE(student(strong), hard); then the teacher makes one on
/// CE_l (its labels smoothed) + lambda mean_u [max p >= tau] H(stop softmax(z(weak) / T), z(strong)) + dot
/// CE(teacher(strong), hard), dot = L_old - L_new, the student's labelled loss before and after its step. To first
/// order dot is the student's rate times the product of its new labelled gradient and the gradient that it followed,
/// which is the derivative of the labelled loss with respect to how strongly the teacher says `hard`.
template <class Scalar, class TeacherTerms>
class meta_pseudo_labels_step {
 public:
  meta_pseudo_labels_step(TeacherTerms terms, double teacher_rate)
      : terms_(std::move(terms)), teacher_rate_(teacher_rate) {}

  double operator()(step<Scalar>& s, updates<Scalar>& u) {
    auto& teacher = u.second_network();
    std::array<sample_view, 3> const views{labelled, weak, strong};
    auto const taught = s.forward_through(teacher, joint(labelled, weak, strong));
    auto const hard = harden(taught[2]);  // the largest logit is the largest probability

    report_.hard = hard;
    report_.labelled_old = labelled_loss(s);
    auto const loss = cross_entropy(s.forward(joint(strong))[0], hard);
    s.memory().backward(loss);
    u.optimise();
    report_.student_loss = loss.value();
    report_.labelled_new = labelled_loss(s);
    report_.dot = report_.labelled_old - report_.labelled_new;

    auto const feedback = cross_entropy(taught[2], hard);
    auto const own = terms_(s, student_logits<Scalar>{views, taught});
    auto const total = own + report_.dot * feedback;
    s.memory().backward(total);
    u.optimise_second(teacher_rate_);
    report_.teacher_mpl = feedback.value();
    report_.teacher_loss = total.value();
    u.average();
    return report_.student_loss;
  }

  void end_of_epoch() { terms_.end_of_epoch(); }
  template <class Visitor>
  void visit(Visitor&& visitor) {
    terms_.visit(visitor);
  }

  meta_pseudo_labels_report const& report() const { return report_; }

 private:
  double labelled_loss(step<Scalar>& s) const {
    return cross_entropy(s.observe(s.student(), joint(labelled))[0], s.labels()).value();
  }

  TeacherTerms terms_;
  double teacher_rate_;
  meta_pseudo_labels_report report_;
};

struct meta_pseudo_labels_method {
  meta_pseudo_labels_options options;
  static constexpr bool needs_second = true;

  /// What the teacher learns by itself (UDA): the terms see the teacher's logits as those of a student.
  constexpr auto teacher_terms() const {
    auto const& o = options;
    return method(
        joint, supervised(smoothed_cross_entropy{.smoothing = o.smoothing}),
        consistency(student(weak), tempered{o.temperature}, confident{.threshold = o.threshold},
                    on(strong, cross_entropy), times(o.weight, linear_warmup{.base = 1, .warmup = o.warmup})));
  }
  view_set student_views() const { return teacher_terms().student_views(); }

  template <class Scalar>
  auto bind(task_info const& info) const {
    auto terms = teacher_terms().template bind<Scalar>(info);
    return meta_pseudo_labels_step<Scalar, decltype(terms)>(std::move(terms), options.teacher_rate);
  }
};

constexpr meta_pseudo_labels_method meta_pseudo_labels(meta_pseudo_labels_options const& o = {}) { return {o}; }

}  // namespace tacit::inline TACIT_ABI
