// SequenceMatch: Nguyen, "SequenceMatch: revisiting the design of weak-strong augmentations for semi-supervised
// learning", 2024.
#pragma once

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/loss/kl_divergence.hpp"
#include "tacit/optim/schedule/constant.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/select/as_before.hpp"
#include "tacit/ssl/select/curriculum_threshold.hpp"
#include "tacit/ssl/source/student.hpp"
#include "tacit/ssl/target/harden.hpp"
#include "tacit/ssl/target/tempered.hpp"
#include "tacit/ssl/term/consistency.hpp"
#include "tacit/ssl/term/named.hpp"
#include "tacit/ssl/term/supervised.hpp"

namespace tacit::inline TACIT_ABI {

struct sequencematch_options {
  double threshold = 0.95;   ///< tau of FlexMatch's selection
  double temperature = 0.5;  ///< T of the soft targets
  double weight = 1;         ///< lambda_u, of all four unlabelled terms
  bool warm_up = true;
};

/// L = mean_l CE + lambda_u mean_u mask [CE(argmax p, z(strong)) + KL(q_w || medium) + KL(q_m || strong) + KL(q_w ||
/// strong)], q_v = stop softmax(z(v) / T), p = stop softmax z(weak), mask and state as FlexMatch: every view follows
/// the milder ones.
constexpr auto sequencematch(sequencematch_options const& o = {}) {
  auto const follow = [&](char const* name, sample_view from, sample_view to) {
    return named(name, consistency(student(from), tempered{o.temperature}, same_rows{}, on(to, kl_divergence),
                                   times(o.weight, constant{1})));
  };
  return method(joint, supervised(cross_entropy),
                consistency(student(weak), harden, curriculum_threshold{.threshold = o.threshold, .warm_up = o.warm_up},
                            on(strong, cross_entropy), times(o.weight, constant{1})),
                follow("wm", weak, medium), follow("ms", medium, strong), follow("ws", weak, strong));
}

}  // namespace tacit::inline TACIT_ABI
