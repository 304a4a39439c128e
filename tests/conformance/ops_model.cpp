// Area `model`: whole networks under the trainer's presets, update rules and averages; batches are the stored ones.
#include <algorithm>

#include "cnn.hpp"
#include "networks.hpp"
#include "runner.hpp"
#include "stored_batches.hpp"
#include "tacit/nn/model.hpp"
#include "tacit/nn/models/mlp.hpp"
#include "tacit/nn/models/wide_resnet.hpp"
#include "tacit/optim/adam.hpp"
#include "tacit/optim/schedule/cosine_716.hpp"
#include "tacit/optim/sgd.hpp"
#include "tacit/ssl/methods/fixmatch.hpp"
#include "tacit/ssl/methods/mean_teacher.hpp"
#include "tacit/ssl/methods/pi_model.hpp"
#include "tacit/ssl/methods/supervised_only.hpp"
#include "tacit/ssl/minimise.hpp"
#include "tacit/train/any_optimiser.hpp"
#include "tacit/train/weight_average.hpp"

namespace conformance {
namespace {

/// Steps of a run over stored batches: what the trainer does, less the loader and the log.
template <class S>
class stored_run final : public tacit::updates<S> {
 public:
  stored_run(run<S>& r, tacit::any_backbone<S> network, tacit::any_optimiser<S> optimiser, tacit::averaging const& rule)
      : student(std::move(network)),
        batches(r),
        averages_(student, rule),
        optimiser_(std::move(optimiser)) {}

  tacit::any_backbone<S> student;
  stored_batches<S> batches;
  std::vector<double> loss, supervised, unlabelled, weight, mask_rate, decay;

  tacit::any_backbone<S>& average_network() { return *averages_.network(); }

  /// Runs all stored steps; `rate` maps the step to the factor of the optimiser's rate.
  template <class Method, class Rate>
  void go(Method const& method, index_t classes, Rate const& rate) {
    tacit::task_info info;
    info.classes = classes;
    info.steps = batches.steps();
    auto function = tacit::minimise(method).template bind<S>(info);
    tacit::tape<S> tape;
    for (index_t t = 0; t < batches.steps(); ++t) {
      batches.step = t;
      factor_ = rate(static_cast<double>(t));
      tacit::step<S> s({tacit::context(1), student, averages_.network(), batches, tape, info}, t);
      loss.push_back(function(s, *this));
      note(s);
    }
  }

 private:
  void optimise() override { optimiser_.apply(tacit::context(1), student, factor_, 0); }
  void average() override { averages_.update(tacit::context(1), student); }

  void note(tacit::step<S>& s) {
    supervised.push_back(s.reports()[0].loss);
    if (s.reports().size() < 2) return;
    auto const& r = s.reports()[1];
    unlabelled.push_back(r.loss);
    weight.push_back(r.weight);
    double kept = 0;
    for (index_t i = 0; i < r.mask.extent(0); ++i) kept += static_cast<double>(r.mask[i]);
    mask_rate.push_back(r.mask.data() ? kept / static_cast<double>(r.mask.extent(0)) : 1.0);
  }

  tacit::weight_average<S> averages_;
  tacit::any_optimiser<S> optimiser_;
  double factor_ = 1;
};

template <class S>
void check_log(run<S>& r, stored_run<S> const& done) {
  r.check("loss", done.loss);
  r.check("loss_sup", done.supervised);
  r.check("loss_unsup", done.unlabelled);
  r.check("weight", done.weight);
  r.check("mask_rate", done.mask_rate);
}

template <class Run>
tacit::sgd sgd_of(Run const& r) {
  return {.rate = r.number("base_lr"),
          .momentum = r.number("momentum"),
          .nesterov = r.flag("nesterov", false),
          .weight_decay = r.number("wd")};
}

/// W0, b0, ... of the case are linear0.weight, linear0.bias, ... of the network.
template <class S>
tacit::any_backbone<S> mlp_of(run<S>& r, std::vector<named_block>& names) {
  auto const sizes = r.list("layers");
  std::vector<tacit::index_t> shape(sizes.begin(), sizes.end());
  tacit::any_backbone<S> network(
      tacit::model<tacit::mlp_network, S>(tacit::mlp(shape), {shape[0]}, 0, tacit::context(1)));
  for (std::size_t k = 0; k + 1 < shape.size(); ++k) {
    auto const number = std::to_string(k);
    names.push_back({"W" + number, "linear" + number + ".weight"});
    names.push_back({"b" + number, "linear" + number + ".bias"});
  }
  for (auto const& n : names) set(r, network, "init." + n.stored, n.block);
  return network;
}

/// The decay after each update, as the averaging rule states it.
template <class Run>
void check_decay(Run& r, tacit::ema const& rule, index_t steps) {
  std::vector<double> decay;
  for (index_t t = 0; t < steps; ++t) decay.push_back(rule.at(t));
  r.check("ema_decay", decay);
}

template <class Run, class Method>
void trajectory(Run& r, Method const& method, tacit::ema_correction correction) {
  using S = typename Run::scalar;
  std::vector<named_block> names;
  auto network = mlp_of(r, names);
  auto const classes = static_cast<index_t>(r.list("layers").back());
  tacit::ema const rule{.decay = r.number("ema"), .correct = correction};
  stored_run<S> done(r, std::move(network), tacit::any_optimiser<S>(sgd_of(r)), rule);
  tacit::cosine_716 const rate{.base = 1, .steps = static_cast<double>(done.batches.steps())};
  done.go(method, classes, rate);
  check_log(r, done);
  check_decay(r, rule, done.batches.steps());
  for (auto const& n : names) {
    check_block(r, done.student, "final." + n.stored, n.block);
    check_block(r, done.average_network(), "ema." + n.stored, n.block);
  }
}

template <class Run>
void supervised_adam(Run& r) {
  using S = typename Run::scalar;
  std::vector<named_block> names;
  auto network = mlp_of(r, names);
  tacit::adam const rule{.rate = r.number("lr")};
  stored_run<S> done(r, std::move(network), tacit::any_optimiser<S>(rule), tacit::no_average{});
  done.go(tacit::supervised(), static_cast<index_t>(r.list("layers").back()), [](double) { return 1.0; });
  r.check("loss", done.loss);
  for (auto const& n : names) check_block(r, done.student, "final." + n.stored, n.block);
}

/// Logits in inference mode, of rows that lie channels last.
template <class S>
tacit::tensor<S, 2> inference(tacit::any_backbone<S>& network, std::vector<S> const& x,
                              std::vector<index_t> const& shape) {
  index_t elements = 1;
  for (index_t e : shape) elements *= e;
  tacit::pass p;
  p.rows = static_cast<index_t>(x.size()) / elements;
  tacit::segment const all{tacit::clean, 0, p.rows};
  p.segments = {&all, 1};
  p.sample_shape = shape;
  p.normalise = tacit::pass::normalisation::running_statistics;
  p.update_running = p.differentiate = p.dropout = false;
  p.set_input(x.data());
  auto const z = network.forward(p, tacit::slot{0}).logits;
  tacit::tensor<S, 2> out({z.extent(0), z.extent(1)});
  for (index_t i = 0; i < z.extent(0); ++i)
    for (index_t c = 0; c < z.extent(1); ++c) out(i, c) = z(i, c);
  return out;
}

template <class Run>
void cnn_fixmatch(Run& r) {
  using S = typename Run::scalar;
  auto const x_shape = r.shape("x_lb");
  auto network = cnn_of(r, {x_shape[3], x_shape[4], x_shape[2]});
  stored_run<S> done(r, std::move(network), tacit::any_optimiser<S>(sgd_of(r)), tacit::ema{.decay = r.number("ema")});
  tacit::cosine_716 const rate{.base = 1, .steps = static_cast<double>(done.batches.steps())};
  done.go(tacit::fixmatch({.threshold = r.number("tau"), .weight = r.number("lam")}), r.shape("init.W")[0], rate);
  check_log(r, done);
  for (auto const& n : cnn_names()) {
    check_block(r, done.student, "final." + n.stored, n.block);
    check_block(r, done.average_network(), "ema." + n.stored, n.block);
  }
  for (auto const& n : cnn_statistics()) check_block(r, done.student, "final_stat." + n.stored, n.block);

  done.batches.step = 0;
  index_t const elements = x_shape[2] * x_shape[3] * x_shape[4], labelled_rows = done.batches.rows(tacit::labelled);
  std::vector<S> x(static_cast<std::size_t>((labelled_rows + done.batches.rows(tacit::weak)) * elements));
  done.batches.fill(tacit::context(1), tacit::labelled, x.data());
  done.batches.fill(tacit::context(1), tacit::weak, x.data() + labelled_rows * elements);
  std::vector<index_t> const shape(done.batches.sample_shape().begin(), done.batches.sample_shape().end());
  r.check("eval_logits", inference(done.student, x, shape));
  r.check("eval_logits_ema", inference(done.average_network(), x, shape));
}

std::vector<named_block> wrn_names() {
  std::vector<named_block> names{{"conv_in", "conv_in.weight"},
                             {"gamma_out", "bn_out.scale"},
                             {"beta_out", "bn_out.shift"},
                             {"W", "linear.weight"},
                             {"b", "linear.bias"}};
  for (int k = 0; k < 3; ++k) {
    auto const from = "block" + std::to_string(k) + ".", to = "group" + std::to_string(k) + ".0.";
    for (int n = 1; n <= 2; ++n) {
      auto const number = std::to_string(n);
      names.push_back({from + "conv" + number, to + "conv" + number + ".weight"});
      names.push_back({from + "gamma" + number, to + "bn" + number + ".scale"});
      names.push_back({from + "beta" + number, to + "bn" + number + ".shift"});
    }
    names.push_back({from + "shortcut", to + "shortcut.weight"});
  }
  return names;
}

std::vector<named_block> wrn_statistics() {
  std::vector<named_block> names{{"mean_out", "bn_out.mean"}, {"var_out", "bn_out.variance"}};
  for (int k = 0; k < 3; ++k)
    for (int n = 1; n <= 2; ++n) {
      auto const from = "block" + std::to_string(k) + ".",
                 to = "group" + std::to_string(k) + ".0.bn" + std::to_string(n);
      names.push_back({from + "mean" + std::to_string(n), to + ".mean"});
      names.push_back({from + "var" + std::to_string(n), to + ".variance"});
    }
  return names;
}

template <class Run>
void wrn10(Run& r) {
  using S = typename Run::scalar;
  auto const widths = r.list("widths");
  auto const shape = r.shape("x");
  tacit::wide_resnet_options options;
  options.depth = 10;
  options.classes = r.shape("init.W")[0];
  options.input_width = r.count("input_width");
  for (std::size_t g = 0; g < 3; ++g) options.widths[g] = static_cast<index_t>(widths.at(g));
  options.slope = r.number("slope");
  options.norm = {.momentum = r.number("bn_momentum"), .eps = r.number("eps")};
  tacit::any_backbone<S> network(tacit::model<tacit::wide_resnet_network, S>(
      tacit::wide_resnet(options), {shape[2], shape[3], shape[1]}, 0, tacit::context(1)));
  auto const names = wrn_names(), statistics = wrn_statistics();
  for (auto const& n : names) set(r, network, "init." + n.stored, n.block);
  for (auto const& n : statistics) set(r, network, "stat." + n.stored, n.block);

  auto const nhwc = channels_last(r.template in<4>("x"));
  std::vector<S> const x(nhwc.begin(), nhwc.end());
  std::vector<index_t> const sample{shape[2], shape[3], shape[1]};
  r.check("logits_eval", inference(network, x, sample));

  tacit::segment const all{tacit::labelled, 0, shape[0]};
  tacit::pass p;
  p.rows = shape[0];
  p.segments = {&all, 1};
  p.sample_shape = sample;
  p.set_input(x.data());
  auto const z = network.forward(p, tacit::slot{0}).logits;
  r.check("logits", z);
  tacit::tensor<S, 2> gradient({z.extent(0), z.extent(1)});
  r.check("loss", tacit::cross_entropy(z, r.labels("y"), tacit::into(gradient)));
  network.backward(tacit::slot{0}, {gradient.view()}, {});
  for (auto const& n : names) check_block(r, network, "grad." + n.stored, n.block, true);
  for (auto const& n : statistics) check_block(r, network, "stat_after." + n.stored, n.block);
}

}  // namespace

void add_model_operations(registry& all) {
  all.add("model", "trajectory_mean_teacher", [](auto& r) {
    trajectory(r, tacit::mean_teacher({.weight = r.number("lam"), .fraction = r.number("fraction")}),
               tacit::ema_correction::count);
  });
  all.add("model", "trajectory_fixmatch", [](auto& r) {
    trajectory(r, tacit::fixmatch({.threshold = r.number("tau"), .weight = r.number("lam")}),
               tacit::ema_correction::none);
  });
  all.add("model", "trajectory_pi_model", [](auto& r) {
    trajectory(r, tacit::pi_model({.weight = r.number("lam"), .fraction = r.number("fraction")}),
               tacit::ema_correction::none);
  });
  all.add("model", "supervised_adam", [](auto& r) { supervised_adam(r); });
  all.add("model", "cnn_fixmatch", [](auto& r) { cnn_fixmatch(r); });
  all.add("model", "wrn10", [](auto& r) { wrn10(r); });
}

}  // namespace conformance
