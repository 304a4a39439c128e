// Area `model`, adaptation to a shifted domain: at test time, and in training.
#include "cnn.hpp"
#include "networks.hpp"
#include "runner.hpp"
#include "stored_batches.hpp"
#include "tacit/optim/adam.hpp"
#include "tacit/optim/sgd.hpp"
#include "tacit/ssl/methods/dann.hpp"
#include "tacit/ssl/methods/mme.hpp"
#include "tacit/train/any_step_function.hpp"
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

/// feature = tanh(W1 tanh(W0 x + b0) + b1), then a classifier.
template <class S, class Classifier>
tacit::any_backbone<S> domain_network(run<S>& r, Classifier const& classifier) {
  auto const w0 = r.shape("init.feature.W0"), w1 = r.shape("init.feature.W1");
  auto const description = tacit::sequential(tacit::named("first", tacit::linear({.outputs = w0[0]})), tacit::tanh,
                                             tacit::named("second", tacit::linear({.outputs = w1[0]})), tacit::tanh,
                                             tacit::named("classifier", classifier));
  using network_type = std::remove_const_t<decltype(description)>;
  return tacit::any_backbone<S>(tacit::model<network_type, S>(description, {w0[1]}, 0, tacit::context(1)));
}

std::vector<named_block> const features{{"feature.W0", "first.weight"},
                                        {"feature.b0", "first.bias"},
                                        {"feature.W1", "second.weight"},
                                        {"feature.b1", "second.bias"}};

/// The trainer's part: plain SGD, and every update's gradients are compared before they are followed.
template <class S>
class checked_run final : public tacit::updates<S> {
 public:
  /// `gradients`: of a step's first update, second update, ...
  checked_run(run<S>& r, tacit::any_backbone<S> network, std::vector<named_block> const& blocks,
              std::vector<std::string> gradients)
      : network_(std::move(network)),
        blocks_(features),
        gradients_(std::move(gradients)),
        run_(r),
        sgd_(tacit::sgd{.rate = r.number("lr"), .momentum = 0}) {
    blocks_.insert(blocks_.end(), blocks.begin(), blocks.end());
    for (auto const& b : blocks_) set(r, network_, "init." + b.stored, b.block);
  }

  /// `check(step, "00.")` after each step.
  template <class Method, class Check>
  void go(Method const& method, stored_batches<S> batches, index_t classes, Check const& check) {
    tacit::task_info info;
    info.classes = classes;
    info.steps = batches.steps();
    auto function = tacit::bind_method<S>(method, info).function;
    tacit::tape<S> tape;
    for (index_t t = 0; t < info.steps; ++t) {
      batches.step = t;
      at_ = (t < 10 ? "0" : "") + std::to_string(t) + '.';
      updates_ = 0;
      tacit::step<S> s({tacit::context(1), network_, nullptr, batches, tape, info}, t);
      run_.check(at_ + "loss", function(s, *this));
      check(s, at_);
    }
    for (auto const& b : blocks_) check_block(run_, network_, "final." + b.stored, b.block);
  }

 private:
  void optimise() override {
    for (auto const& b : blocks_) check_block(run_, network_, at_ + gradients_.at(updates_) + b.stored, b.block, true);
    ++updates_;
    sgd_.apply(tacit::context(1), network_, 1, 0);
  }
  void average() override {}

  tacit::any_backbone<S> network_;
  std::vector<named_block> blocks_;
  std::vector<std::string> gradients_;
  run<S>& run_;
  tacit::any_optimiser<S> sgd_;
  std::string at_;
  std::size_t updates_ = 0;
};

template <class Run>
void dann(Run& r) {
  using S = typename Run::scalar;
  auto const classes = r.shape("init.label.W0")[0];
  auto const hidden = r.shape("init.domain.W0"), out = r.shape("init.domain.W1");
  auto const method =
      tacit::dann({.by = {.kind = tacit::domain, .outputs = out[0], .hidden = 1, .width = hidden[0], .tanh = true}});
  auto network = domain_network(r, tacit::linear({.outputs = classes}));
  network.attach(tacit::detail::with_maker<S>(method.heads()));
  checked_run<S> steps(r, std::move(network),
                       {{"label.W0", "classifier.weight"},
                        {"label.b0", "classifier.bias"},
                        {"domain.W0", "domain.linear0.weight"},
                        {"domain.b0", "domain.linear0.bias"},
                        {"domain.W1", "domain.linear1.weight"},
                        {"domain.b1", "domain.linear1.bias"}},
                       {"grad."});
  steps.go(method, stored_batches<S>{r, {{tacit::labelled, "x_src"}, {tacit::weak, "x_tgt"}}}, classes,
           [&](tacit::step<S>& s, std::string const& at) {
             auto const& domains = s.reports()[1];
             r.check(at + "loss_label", s.reports()[0].loss);
             r.check(at + "lam", domains.weight);
             for (auto const& note : domains.noted)
               r.check(at + (std::string_view(note.name) == "source" ? "loss_domain_src" : "loss_domain_tgt"),
                       std::get<double>(note.what));
           });
}

template <class Run>
void mme(Run& r) {
  using S = typename Run::scalar;
  auto const classes = r.shape("init.classifier")[0];
  auto const classifier = tacit::cosine_classifier({.outputs = classes, .temperature = r.number("T")});
  checked_run<S> steps(r, domain_network(r, classifier), {{"classifier", "classifier.linear.weight"}},
                       {"grad_ce.", "grad_entropy."});
  steps.go(tacit::mme({.weight = r.number("lam")}),
           stored_batches<S>{r, {{tacit::labelled, "x_lab"}, {tacit::weak, "x_tgt"}}}, classes,
           [&](tacit::step<S>& s, std::string const& at) {
             r.check(at + "loss_ce", s.reports()[0].loss);
             r.check(at + "loss_entropy", s.reports()[1].loss);
           });
}

}  // namespace

void add_model_adapt_operations(registry& all) {
  all.add("model", "dann", [](auto& r) { dann(r); });
  all.add("model", "mme", [](auto& r) { mme(r); });
  all.add("model", "tent", [](auto& r) { tent(r); });
}

}  // namespace conformance
