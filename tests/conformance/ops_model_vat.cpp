// Area `model`, virtual adversarial training: the preset over a network of the library's layers.
#include "networks.hpp"
#include "runner.hpp"
#include "stored_batches.hpp"
#include "tacit/nn/layers.hpp"
#include "tacit/nn/model.hpp"
#include "tacit/nn/sequential.hpp"
#include "tacit/ssl/methods/vat.hpp"
#include "tacit/ssl/minimise.hpp"

namespace conformance {
namespace {

std::vector<named_block> const names{{"W0", "0.weight"}, {"b0", "0.bias"}, {"W1", "2.weight"}, {"b1", "2.bias"}};

template <class S, class Activation>
tacit::any_backbone<S> network_with(run<S>& r, Activation const& activation) {
  auto const first = r.shape("init.W0"), last = r.shape("init.W1");
  auto const description =
      tacit::sequential(tacit::linear({.outputs = first[0]}), activation, tacit::linear({.outputs = last[0]}));
  using network_type = std::remove_const_t<decltype(description)>;
  tacit::any_backbone<S> network(tacit::model<network_type, S>(description, {first[1]}, 0, tacit::context(1)));
  for (auto const& n : names) set(r, network, "init." + n.stored, n.block);
  return network;
}

template <class S>
tacit::any_backbone<S> network_of(run<S>& r) {
  auto const activation = r.text("activation");
  if (activation == "tanh") return network_with(r, tacit::tanh);
  if (activation == "relu") return network_with(r, tacit::relu);
  if (activation == "leaky_relu") return network_with(r, tacit::leaky_relu(r.number("slope", 0.1)));
  throw bad_input("vat: activation '" + activation + "' is not known");
}

/// The stored first direction.
template <class S>
class stored_direction final : public tacit::recorded_draws {
 public:
  explicit stored_direction(run<S>& r) : stored_(r.template in<2>("d0")) {}
  void normal(std::uint32_t, std::span<double> out) const override {
    std::copy(stored_.begin(), stored_.end(), out.begin());
  }

 private:
  tacit::tensor<S, 2> stored_;
};

/// Leaves the gradients where they are.
template <class S>
struct no_updates final : tacit::updates<S> {
  void optimise() override {}
  void average() override {}
};

template <class S>
struct one_step {
  explicit one_step(run<S>& from)
      : r(from),
        network(network_of(from)),
        batches(from, {{tacit::labelled, "x_lb"}, {tacit::weak, "x"}}),
        direction(from) {}

  template <class Method, class Check>
  double go(Method const& method, Check const& check) {
    tacit::task_info info;
    info.classes = r.shape("init.W1")[0];
    info.steps = 1;
    auto function = tacit::minimise(method).template bind<S>(info);
    tacit::tape<S> tape;
    no_updates<S> updates;
    tacit::step<S> s({tacit::context(1), network, nullptr, batches, tape, info, 0, false, &direction}, 0);
    double const loss = function(s, updates);
    check(s);
    return loss;
  }

  run<S>& r;
  tacit::any_backbone<S> network;
  stored_batches<S> batches;
  stored_direction<S> direction;
};

template <class Run>
void vat(Run& r) {
  using S = typename Run::scalar;
  tacit::vat_options const o{.epsilon = r.number("eps"),
                             .xi = r.number("xi"),
                             .iterations = static_cast<int>(r.count("iterations")),
                             .weight = r.number("lam"),
                             .entropy_weight = r.number("lam_entropy")};
  one_step<S> whole(r);
  r.check("loss", whole.go(tacit::vat(o), [&](tacit::step<S>& s) {
    r.check("loss_sup", s.reports()[0].loss);
    r.check("loss_vat", s.reports()[1].loss);
    r.check("loss_entropy", s.reports()[2].loss);
    auto const x = s.input(tacit::weak), moved = s.input(tacit::perturbed(tacit::weak));
    tacit::tensor<S, 2> perturbation({x.extent(0), x.extent(1)});
    for (index_t i = 0; i < x.extent(0); ++i)
      for (index_t k = 0; k < x.extent(1); ++k) perturbation(i, k) = moved(i, k) - x(i, k);
    r.check("r_adv", perturbation);
  }));
  for (auto const& n : names) check_block(r, whole.network, "grad." + n.stored, n.block, true);

  one_step<S> alone(r);
  alone.go(
      tacit::method(tacit::separate, tacit::virtual_adversarial(
                                         tacit::weak, {.epsilon = o.epsilon, .xi = o.xi, .iterations = o.iterations},
                                         tacit::constant{1})),
      [](auto&) {});
  for (auto const& n : names) check_block(r, alone.network, "grad_vat." + n.stored, n.block, true);
}

}  // namespace

void add_model_vat_operations(registry& all) {
  all.add("model", "vat", [](auto& r) { vat(r); });
}

}  // namespace conformance
