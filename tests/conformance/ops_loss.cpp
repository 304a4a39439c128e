// Area loss: names of the vectors to calls of the library.
#include "runner.hpp"
#include "tacit/loss/binary_cross_entropy.hpp"
#include "tacit/loss/conjugate.hpp"
#include "tacit/loss/cross_entropy.hpp"
#include "tacit/loss/distillation.hpp"
#include "tacit/loss/entropy.hpp"
#include "tacit/loss/js_divergence.hpp"
#include "tacit/loss/kl_divergence.hpp"
#include "tacit/loss/marginal_entropy.hpp"
#include "tacit/loss/masked_cross_entropy.hpp"
#include "tacit/loss/mean_squared_error.hpp"
#include "tacit/loss/poly1.hpp"
#include "tacit/loss/smoothed_cross_entropy.hpp"

namespace conformance {
namespace {

using tacit::into;
using tacit::nowhere;

template <class Run>
using matrix = tacit::tensor<typename Run::scalar, 2>;
template <class Run>
using vector = tacit::tensor<typename Run::scalar, 1>;

template <class Tensor>
Tensor zeros_like(Tensor const& t) {
  return Tensor(t.extents());
}

/// loss(logits)
template <class Run, class Loss>
void over_logits(Run& run, Loss const& loss) {
  matrix<Run> const z = run.template in<2>("logits");
  matrix<Run> g = zeros_like(z);
  run.check("loss", loss(z, into(g)));
  run.check("grad.logits", g);
}

/// loss(logits, y)
template <class Run, class Loss>
void over_labels(Run& run, Loss const& loss) {
  matrix<Run> const z = run.template in<2>("logits");
  matrix<Run> g = zeros_like(z);
  run.check("loss", loss(z, run.labels("y"), into(g)));
  run.check("grad.logits", g);
}

/// loss(prediction, target) with gradients for both; a stopped target is not asked for its gradient, which stays 0.
template <class Run, class Loss>
void over_pair(Run& run, Loss const& loss, char const* prediction, char const* target, bool stop_target = false) {
  matrix<Run> const z = run.template in<2>(prediction), t = run.template in<2>(target);
  matrix<Run> gz = zeros_like(z), gt = zeros_like(t);
  run.check("loss", stop_target ? loss(z, t, into(gz)) : loss(z, t, into(gz), into(gt)));
  run.check(std::string("grad.") + prediction, gz);
  run.check(std::string("grad.") + target, gt);
}

/// loss.per_sample(arguments...) if the case stores the terms.
template <class Run, class Loss, class... Args>
void check_terms(Run& run, Loss const& loss, matrix<Run> const& z, Args const&... args) {
  vector<Run> terms({z.extent(0)});
  loss.per_sample(z, args..., into(terms));
  run.check("per_sample", terms);
}

void add_cross_entropies(registry& r) {
  r.add("loss", "ce_hard", [](auto& run) {
    over_labels(run, tacit::cross_entropy);
    check_terms(run, tacit::cross_entropy, run.template in<2>("logits"), run.labels("y"));
  });
  r.add("loss", "ce_soft", [](auto& run) {
    over_pair(run, tacit::cross_entropy, "logits", "target");
    check_terms(run, tacit::cross_entropy, run.template in<2>("logits"), run.template in<2>("target"));
  });
  r.add("loss", "ce_smooth",
        [](auto& run) { over_labels(run, tacit::smoothed_cross_entropy{.smoothing = run.number("eps")}); });
  r.add("loss", "ce_weighted", [](auto& run) {
    auto const z = run.template in<2>("logits");
    auto const w = run.template in<1>("weight");
    auto gz = zeros_like(z);
    auto gw = zeros_like(w);
    run.check("loss", tacit::cross_entropy(z, run.labels("y"), w, into(gz), into(gw)));
    run.check("grad.logits", gz);
    run.check("grad.weight", gw);
  });
  r.add("loss", "ce_masked_mean", [](auto& run) {
    auto const z = run.template in<2>("logits");
    auto g = zeros_like(z);
    run.check("loss", tacit::masked_cross_entropy(z, run.labels("y"), run.template in<1>("mask"), into(g)));
    run.check("grad.logits", g);
  });
  r.add("loss", "poly1", [](auto& run) { over_labels(run, tacit::poly1{.epsilon = run.number("eps")}); });
  // The reference differentiates max(z, 0) - z t + log(1 + exp(-|z|)) term by term, which at z = 0 gives 1 - t.
  r.add("loss", "bce", [](auto& run) {
    over_pair(run, tacit::binary_cross_entropy_t{.slope_at_zero = 1}, "logits", "target");
  });
  r.add("loss", "kd", [](auto& run) {
    auto const z = run.template in<2>("student"), teacher = run.template in<2>("teacher");
    auto gz = zeros_like(z), gt = zeros_like(teacher);
    tacit::distillation const loss{.temperature = run.number("T"), .alpha = run.number("alpha")};
    run.check("loss", loss(z, teacher, run.labels("y"), into(gz), into(gt)));
    run.check("grad.student", gz);
    run.check("grad.teacher", gt);
  });
}

void add_divergences(registry& r) {
  r.add("loss", "kl_logits", [](auto& run) { over_pair(run, tacit::softmax_kl{}, "logits_p", "logits_q"); });
  r.add("loss", "kl_logits_stop", [](auto& run) { over_pair(run, tacit::softmax_kl{}, "logits_p", "logits_q", true); });
  r.add("loss", "kl_sharpened", [](auto& run) {
    over_pair(run, tacit::softmax_kl{.target_temperature = run.number("T")}, "logits_p", "logits_q", true);
  });
  r.add("loss", "kl_both_T", [](auto& run) {
    double const t = run.number("T");
    over_pair(run, tacit::softmax_kl{.temperature = t, .target_temperature = t}, "logits_p", "logits_q");
  });
  r.add("loss", "kl_zero_target", [](auto& run) { over_pair(run, tacit::kl_divergence, "logits_p", "q"); });
  r.add("loss", "mse_probs", [](auto& run) { over_pair(run, tacit::softmax_mse, "a", "b"); });
  r.add("loss", "mse_probs_stop", [](auto& run) { over_pair(run, tacit::softmax_mse, "a", "b", true); });
  r.add("loss", "mse_logits", [](auto& run) { over_pair(run, tacit::logit_mse, "a", "b"); });
  r.add("loss", "js", [](auto& run) { over_pair(run, tacit::softmax_js, "a", "b"); });
}

void add_entropies(registry& r) {
  r.add("loss", "entropy", [](auto& run) {
    over_logits(run, tacit::entropy);
    check_terms(run, tacit::entropy, run.template in<2>("logits"));
  });
  r.add("loss", "marginal_neg_entropy", [](auto& run) { over_logits(run, tacit::marginal_negative_entropy); });
  r.add("loss", "ce_conjugate",
        [](auto& run) { over_logits(run, tacit::conjugate_cross_entropy{.temperature = run.number("T")}); });
  r.add("loss", "poly_conjugate", [](auto& run) {
    tacit::conjugate_poly1 const loss{.epsilon = run.number("eps"), .temperature = run.number("T")};
    auto const z = run.template in<2>("logits");
    over_logits(run, loss);
    check_terms(run, loss, z);
    auto labels = zeros_like(z);
    loss.pseudo_labels(z, into(labels));
    run.check("y_star", labels);
  });
}

}  // namespace

void add_loss_operations(registry& r) {
  add_cross_entropies(r);
  add_divergences(r);
  add_entropies(r);
}

}  // namespace conformance
