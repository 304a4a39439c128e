// FlexMatch: Zhang et al., "FlexMatch: boosting semi-supervised learning with curriculum pseudo labeling", 2021.
#pragma once

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/optim/schedule/constant.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/select/curriculum_threshold.hpp"
#include "tacit/ssl/source/student.hpp"
#include "tacit/ssl/target/harden.hpp"
#include "tacit/ssl/term/consistency.hpp"
#include "tacit/ssl/term/supervised.hpp"

namespace tacit::inline TACIT_ABI {

struct flexmatch_options {
  double threshold = 0.95;  ///< tau
  double weight = 1;        ///< lambda_u
  bool warm_up = true;      ///< samples that were never confident count as one more class
  status_mapping mapping = status_mapping::convex;
};

/// FixMatch with a threshold tau M(beta_c) for each class c: beta_c is the share of pool samples last taken confidently
/// for c, relative to the class that has most (select/curriculum_threshold.hpp).
constexpr auto flexmatch(flexmatch_options const& o = {}) {
  return method(joint, supervised(cross_entropy),
                consistency(student(weak), harden,
                            curriculum_threshold{.threshold = o.threshold, .warm_up = o.warm_up, .mapping = o.mapping},
                            on(strong, cross_entropy), times(o.weight, constant{1})));
}

}  // namespace tacit::inline TACIT_ABI
