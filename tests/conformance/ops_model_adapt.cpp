// Area `model`, adaptation to a shifted domain: at test time, and in training.
#include "cnn.hpp"
#include "networks.hpp"
#include "runner.hpp"
#include "tacit/optim/adam.hpp"
#include "tacit/train/test_time.hpp"

namespace conformance {
namespace {

/// An update rule that keeps a copy of the gradients that it was given.
template <class Rule, class S>
struct watched {
  Rule rule;
  std::vector<S>* gradients;
  double rate = rule.rate;
  static constexpr int moments = Rule::moments;

  template <class T>
  void update(tacit::context const& ctx, tacit::spans<T> p, std::span<T> state, index_t t, double at_rate) const {
    gradients->assign(p.gradients.begin(), p.gradients.end());
    rule.update(ctx, p, state, t, at_rate);
  }
};

template <class S>
std::span<S const> part(tacit::any_backbone<S>& network, std::vector<S> const& all, std::string const& name) {
  auto const& b = block_of(network, name);
  return std::span(all).subspan(static_cast<std::size_t>(b.offset), static_cast<std::size_t>(b.size()));
}

std::vector<named_block> const norms{
    {"gamma0", "s0.bn.scale"}, {"beta0", "s0.bn.shift"}, {"gamma1", "s1.bn.scale"}, {"beta1", "s1.bn.shift"}};

template <class Run>
void tent(Run& r) {
  using S = typename Run::scalar;
  auto const shape = r.shape("x");
  auto const x = r.template in<5>("x");
  tacit::shape_t const sample{shape[3], shape[4], shape[2]};
  std::vector<S> gradients;
  watched<tacit::adam, S> const rule{{.rate = r.number("lr")}, &gradients};
  tacit::adapting_network<S> adapting(cnn_of(r, sample), sample, tacit::tent(), rule, tacit::context(1));
  auto const elements = tacit::element_count(sample);
  for (index_t t = 0; t < shape[0]; ++t) {
    tacit::tensor<S, 2> batch({shape[1], elements});
    for (index_t n = 0; n < shape[1]; ++n)
      for (index_t k = 0; k < sample[0] * sample[1]; ++k)
        for (index_t c = 0; c < sample[2]; ++c)
          batch(n, k * sample[2] + c) = x.data()[(t * shape[1] + n) * elements + c * sample[0] * sample[1] + k];
    auto const at = (t < 10 ? "0" : "") + std::to_string(t) + '.';
    r.check(at + "logits", adapting(batch));
    r.check(at + "loss", adapting.loss());
    for (auto const& n : norms) {
      check_block(r, adapting.network(), at + n.stored, n.block);
      r.check(at + "grad." + n.stored, part(adapting.network(), gradients, n.block));
    }
  }
}

}  // namespace

void add_model_adapt_operations(registry& all) {
  all.add("model", "tent", [](auto& r) { tent(r); });
}

}  // namespace conformance
