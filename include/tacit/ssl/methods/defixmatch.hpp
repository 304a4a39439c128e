// DeFixMatch: Schmutz et al., "Don't fear the unlabelled: safe semi-supervised learning via debiasing", 2023.
#pragma once

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/optim/schedule/constant.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/select/confident.hpp"
#include "tacit/ssl/source/student.hpp"
#include "tacit/ssl/target/harden.hpp"
#include "tacit/ssl/term/consistency.hpp"
#include "tacit/ssl/term/named.hpp"
#include "tacit/ssl/term/supervised.hpp"

namespace tacit::inline TACIT_ABI {

struct defixmatch_options {
  double threshold = 0.95;  ///< tau
  double weight = 0.5;      ///< lambda_u
};

/// L = [CE(labelled) + CE(labelled_strong)] / 2 + lambda_u (U(unlabelled) - U(labelled)), U FixMatch's loss, which on
/// labelled rows takes pseudo-labels too: what the unlabelled term adds on average where the labels are known is
/// subtracted again, and the risk stays unbiased.
constexpr auto defixmatch(defixmatch_options const& o = {}) {
  confident const above{.threshold = o.threshold};
  return method(joint, supervised(cross_entropy, rows_of(labelled, labelled_strong)),
                consistency(student(weak), harden, above, on(strong, cross_entropy), times(o.weight, constant{1})),
                named("anti", consistency(student(labelled), harden, above, on(labelled_strong, cross_entropy),
                                          times(-o.weight, constant{1}))));
}

}  // namespace tacit::inline TACIT_ABI
