// UDA: Xie et al., "Unsupervised data augmentation for consistency training", 2020.
#pragma once

#include <span>

#include "tacit/loss/kl_divergence.hpp"
#include "tacit/loss/masked_cross_entropy.hpp"
#include "tacit/optim/schedule/constant.hpp"
#include "tacit/optim/schedule/tsa.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/select/confident.hpp"
#include "tacit/ssl/source/student.hpp"
#include "tacit/ssl/target/tempered.hpp"
#include "tacit/ssl/term/consistency.hpp"
#include "tacit/ssl/term/supervised.hpp"

namespace tacit::inline TACIT_ABI {

/// Training signal annealing: a labelled row counts while the probability of its own class is below the threshold,
/// which rises from 1/C to 1 over the run (`none`: every row always counts).
struct annealed {
  static constexpr char const* called = "annealed";
  template <class V>
  constexpr void parts(V&& v) const {
    v(kind == tsa_kind::none ? "none" : kind == tsa_kind::linear ? "linear" : kind == tsa_kind::exp ? "exp" : "log");
  }
  tsa_kind kind = tsa_kind::none;

  template <class Scalar>
  double operator()(matrix_view<Scalar const> p, std::span<int const> labels, vector_view<Scalar> keep, index_t t,
                    task_info const& info) const {
    double const limit = kind == tsa_kind::none ? 1.0
                                                : tsa{.kind = kind,
                                                      .classes = static_cast<double>(info.classes),
                                                      .steps = static_cast<double>(info.steps)}(static_cast<double>(t));
    for (index_t i = 0; i < p.extent(0); ++i) {
      bool const kept =
          kind == tsa_kind::none || static_cast<double>(p(i, labels[static_cast<std::size_t>(i)])) < limit;
      keep[i] = kept ? Scalar{1} : Scalar{0};
    }
    return limit;
  }
};

struct uda_options {
  double temperature = 0.4;  ///< of the target, never of the mask
  double threshold = 0.8;    ///< beta; compared with the un-tempered probability, strictly
  double weight = 1;         ///< lambda_u
  tsa_kind annealing = tsa_kind::none;
};

/// L = CE over the labelled rows kept by annealing (mean over the kept) + lambda_u mean_u [max p > beta] KL(q ||
/// p(strong)), q = stop softmax(z(weak) / T), p = softmax z(weak); the second mean is over all unlabelled rows.
constexpr auto uda(uda_options const& o = {}) {
  return method(joint, supervised(masked_cross_entropy, annealed{o.annealing}),
                consistency(student(weak), tempered{o.temperature}, confident{.threshold = o.threshold, .strict = true},
                            on(strong, kl_divergence), times(o.weight, constant{1})));
}

}  // namespace tacit::inline TACIT_ABI
