// Minimax entropy: Saito et al., "Semi-supervised domain adaptation via minimax entropy", 2019.
#pragma once

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/loss/floored_negative_entropy.hpp"
#include "tacit/ssl/minimise.hpp"

namespace tacit::inline TACIT_ABI {

struct mme_options {
  double weight = 0.1;  ///< lambda
};

/// Two updates a step: CE on the labelled rows (of the source, and the few of the target); then, with the new weights,
/// lambda mean_u sum p log(p + 1e-5) on the target's unlabelled rows, whose gradient is reversed between classifier and
/// features: the classifier raises the entropy and moves towards the target, the features lower it and gather around
/// the classifier. Meant for a network that ends in a cosine_classifier.
template <class Scalar>
class mme_step {
 public:
  explicit mme_step(mme_options const& o) : options_(o) {}

  double operator()(step<Scalar>& s, updates<Scalar>& u) {
    auto const supervised = cross_entropy(s.forward(separate(labelled))[0], s.labels());
    report(s, "sup", false, supervised.value(), 1);
    s.memory().backward(supervised);
    u.optimise();

    auto const certainty = options_.weight * floored_negative_entropy{}(s.forward(separate(weak))[0]);
    report(s, "entropy", true, certainty.value(), options_.weight);
    s.reverse_logits(1);
    s.memory().backward(certainty);
    u.optimise_and_average();
    return supervised.value() + certainty.value();
  }

 private:
  static void report(step<Scalar>& s, char const* name, bool unlabelled, double loss, double weight) {
    term_report<Scalar> r;
    r.name = name;
    r.unlabelled = unlabelled;
    r.loss = loss;
    r.weight = weight;
    s.reports().push_back(r);
  }

  mme_options options_;
};

struct mme_method {
  static constexpr bool needs_reversal = true;
  mme_options options;

  view_set student_views() const {
    view_set views;
    views.add(labelled);
    views.add(weak);
    return views;
  }
  template <class Scalar>
  mme_step<Scalar> bind(task_info const&) const {
    return mme_step<Scalar>(options);
  }
};

constexpr mme_method mme(mme_options const& o = {}) { return {o}; }

}  // namespace tacit::inline TACIT_ABI
