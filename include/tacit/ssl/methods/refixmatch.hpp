// ReFixMatch: Nguyen et al., "Boosting semi-supervised learning by bridging high and low-confidence predictions", 2023.
#pragma once

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/loss/kl_divergence.hpp"
#include "tacit/optim/schedule/constant.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/select/as_before.hpp"
#include "tacit/ssl/select/confident.hpp"
#include "tacit/ssl/source/student.hpp"
#include "tacit/ssl/target/harden.hpp"
#include "tacit/ssl/term/consistency.hpp"
#include "tacit/ssl/term/named.hpp"
#include "tacit/ssl/term/supervised.hpp"

namespace tacit::inline TACIT_ABI {

struct refixmatch_options {
  double threshold = 0.95;  ///< tau
  double weight = 1;        ///< lambda_u, of both unlabelled terms
};

/// FixMatch, and for the rows below the threshold lambda_u mean_u (1 - mask) KL(p || softmax z(strong)), p = stop
/// softmax z(weak): what is too uncertain for a label still says something.
constexpr auto refixmatch(refixmatch_options const& o = {}) {
  return method(joint, supervised(cross_entropy),
                consistency(student(weak), harden, confident{.threshold = o.threshold}, on(strong, cross_entropy),
                            times(o.weight, constant{1})),
                named("refix", consistency(student(weak), as_is, other_rows{}, on(strong, kl_divergence),
                                           times(o.weight, constant{1}))));
}

}  // namespace tacit::inline TACIT_ABI
