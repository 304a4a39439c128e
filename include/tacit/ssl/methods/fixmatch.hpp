// FixMatch: Sohn et al., "FixMatch: simplifying semi-supervised learning with consistency and confidence", 2020.
#pragma once

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/optim/schedule/constant.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/select/confident.hpp"
#include "tacit/ssl/source/student.hpp"
#include "tacit/ssl/target/harden.hpp"
#include "tacit/ssl/target/tempered.hpp"
#include "tacit/ssl/term/consistency.hpp"
#include "tacit/ssl/term/supervised.hpp"

namespace tacit::inline TACIT_ABI {

struct fixmatch_options {
  double threshold = 0.95;  ///< tau
  double weight = 1;        ///< lambda_u
};

/// L = mean_l CE + lambda_u mean_u [max p >= tau] CE(argmax p, z(strong)), p = stop softmax z(weak); the mean is over
/// all unlabelled rows. One joint pass; the target comes from the student, not from its average.
constexpr auto fixmatch(fixmatch_options const& o = {}) {
  return method(joint, supervised(cross_entropy),
                consistency(student(weak), harden, confident{.threshold = o.threshold}, on(strong, cross_entropy),
                            times(o.weight, constant{1})));
}

struct fixmatch_soft_options {
  double threshold = 0.95;
  double weight = 1;
  double temperature = 0.5;
};

/// As fixmatch with the soft target softmax(z(weak) / T).
constexpr auto fixmatch_soft(fixmatch_soft_options const& o = {}) {
  return method(joint, supervised(cross_entropy),
                consistency(student(weak), tempered{o.temperature}, confident{.threshold = o.threshold},
                            on(strong, cross_entropy), times(o.weight, constant{1})));
}

}  // namespace tacit::inline TACIT_ABI
