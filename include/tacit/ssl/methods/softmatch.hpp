// SoftMatch: Chen et al., "SoftMatch: addressing the quantity-quality trade-off in semi-supervised learning", 2023.
#pragma once

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/optim/schedule/constant.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/select/truncated_gaussian.hpp"
#include "tacit/ssl/source/aligned.hpp"
#include "tacit/ssl/source/student.hpp"
#include "tacit/ssl/target/harden.hpp"
#include "tacit/ssl/term/consistency.hpp"
#include "tacit/ssl/term/supervised.hpp"

namespace tacit::inline TACIT_ABI {

struct softmatch_options {
  double weight = 1;            ///< lambda_u
  double momentum = 0.999;      ///< of the confidence's statistics and of the mean prediction; for 2^20 steps
  double n_sigma = 2;           ///< full width of the weight in standard deviations
  bool per_class = false;       ///< statistics of each class
  bool raw_statistics = false;  ///< statistics of the raw probabilities instead of the aligned ones
};

/// L = mean_l CE + lambda_u mean_u w CE(argmax p, z(strong)), p = stop softmax z(weak), w the truncated Gaussian of the
/// largest probability after alignment to uniform class shares (select/truncated_gaussian.hpp, target/align.hpp).
constexpr auto softmatch(softmatch_options const& o = {}) {
  return method(
      joint, supervised(cross_entropy),
      consistency(aligned(student(weak), align(running_mean{.momentum = o.momentum}, uniform_shares{})), harden_raw,
                  truncated_gaussian{.momentum = o.momentum,
                                     .n_sigma = o.n_sigma,
                                     .per_class = o.per_class,
                                     .raw_statistics = o.raw_statistics},
                  on(strong, cross_entropy), times(o.weight, constant{1})));
}

/// As softmatch without the alignment: all statistics are of the raw probabilities.
constexpr auto softmatch_unaligned(softmatch_options const& o = {}) {
  return method(joint, supervised(cross_entropy),
                consistency(student(weak), harden_raw,
                            truncated_gaussian{.momentum = o.momentum, .n_sigma = o.n_sigma, .per_class = o.per_class},
                            on(strong, cross_entropy), times(o.weight, constant{1})));
}

}  // namespace tacit::inline TACIT_ABI
