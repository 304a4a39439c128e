// Area optim: update rules over a given sequence of gradients, and clipping.
#include <functional>
#include <span>

#include "runner.hpp"
#include "tacit/optim/adam.hpp"
#include "tacit/optim/bind_steps.hpp"
#include "tacit/optim/clip.hpp"
#include "tacit/optim/lars.hpp"
#include "tacit/optim/schedule/constant.hpp"
#include "tacit/optim/schedule/cosine_716.hpp"
#include "tacit/optim/schedule/cosine_decay.hpp"
#include "tacit/optim/sgd.hpp"

namespace conformance {
namespace {

/// The matrix `w` and the vector `b` of a case in one flat span, as a network's parameters lie.
template <class S>
class flat_pair {
 public:
  flat_pair(tacit::index_t rows, tacit::index_t columns) {
    w_ = blocks_.add("w", tacit::role::weight, {rows, columns});
    b_ = blocks_.add("b", tacit::role::bias, {rows});
    values_ = tacit::tensor<S, 1>({blocks_.parameter_size()});
  }
  std::span<S> all() { return {values_.data(), static_cast<std::size_t>(values_.size())}; }
  std::span<tacit::block const> blocks() const { return blocks_.all(); }
  tacit::matrix_view<S> w() { return {values_.data() + w_, {extent(0, 0), extent(0, 1)}}; }
  tacit::vector_view<S> b() { return {values_.data() + b_, {extent(1, 0)}}; }

 private:
  tacit::index_t extent(std::size_t block, std::size_t k) const { return blocks_.all()[block].shape[k]; }

  tacit::block_table blocks_;
  tacit::index_t w_ = 0, b_ = 0;
  tacit::tensor<S, 1> values_;
};

template <class To, class From>
void assign(To to, From from) {
  for (tacit::index_t i = 0; i < from.extent(0); ++i)
    if constexpr (From::rank == 1)
      to[i] = from[i];
    else
      assign(to.row(i), from.row(i));
}

template <class Run>
std::function<double(double)> rate_of(Run const& run) {
  double const base = run.number("base_lr"), steps = run.number("steps");
  std::string const name = run.text("schedule");
  if (name == "constant") return tacit::constant{.base = base};
  if (name == "cosine716" || name == "warmup_cosine716")
    return tacit::bind_steps(tacit::cosine_716{.base = base, .warmup = run.number("warm", 0)}, steps);
  if (name == "cosine" || name == "warmup_cosine")
    return tacit::bind_steps(
        tacit::cosine_decay{.base = base, .last = run.number("final", 0), .warmup = run.number("warm", 0)}, steps);
  throw bad_input("schedule: no such schedule: '" + name + "'");
}

template <class Run, class Rule>
void trajectory(Run& run, Rule const& rule) {
  using S = typename Run::scalar;
  auto const w0 = run.template in<2>("w0");
  auto const grad_w = run.template in<3>("grad_w");
  auto const grad_b = run.template in<2>("grad_b");
  flat_pair<S> p(w0.extent(0), w0.extent(1)), gradient(w0.extent(0), w0.extent(1));
  assign(p.w(), w0.view());
  assign(p.b(), run.template in<1>("b0").view());
  tacit::tensor<S, 1> state({static_cast<tacit::index_t>(p.all().size()) * Rule::moments});
  auto w = grad_w;
  auto b = grad_b;
  std::vector<double> rates;
  auto const rate = rate_of(run);
  tacit::context const ctx(1);
  for (tacit::index_t t = 0; t < grad_w.extent(0); ++t) {
    assign(gradient.w(), grad_w.view().row(t));
    assign(gradient.b(), grad_b.view().row(t));
    if (run.has("limit")) tacit::clip_gradients(ctx, gradient.all(), run.number("limit"));
    rates.push_back(rate(static_cast<double>(t)));
    rule.template update<S>(ctx, {p.all(), gradient.all(), p.blocks()},
                            {state.data(), static_cast<std::size_t>(state.size())}, t, rates.back());
    assign(w.view().row(t), p.w());
    assign(b.view().row(t), p.b());
  }
  run.check("w", w);
  run.check("b", b);
  run.check("lr", rates);
}

template <class Run>
void clip(Run& run) {
  using S = typename Run::scalar;
  auto const grad_w = run.template in<3>("grad_w");
  auto const grad_b = run.template in<2>("grad_b");
  flat_pair<S> gradient(grad_w.extent(1), grad_w.extent(2));
  assign(gradient.w(), grad_w.view().row(0));
  assign(gradient.b(), grad_b.view().row(0));
  auto const result = tacit::clip_gradients(tacit::context(1), gradient.all(), run.number("limit"));
  run.check("clipped_w", gradient.w());
  run.check("clipped_b", gradient.b());
  run.check("norm", result.norm);
  run.check("scale", result.scale);
}

/// The rule `Rule` (adam or adamw) with the case's numbers; the vectors decay biases too.
template <class Rule, class Run>
Rule adam_of(Run const& run) {
  return {.beta1 = run.number("beta1"),
          .beta2 = run.number("beta2"),
          .epsilon = run.number("eps"),
          .weight_decay = run.number("wd", 0),
          .decay_all = true};
}

}  // namespace

void add_optim_operations(registry& r) {
  for (char const* op : {"sgd", "sgd_decoupled"})
    r.add("optim", op, [](auto& run) {
      trajectory(run, tacit::sgd{.momentum = run.number("momentum", 0),
                                 .nesterov = run.flag("nesterov", false),
                                 .weight_decay = run.number("wd", 0),
                                 .decoupled = run.flag("decoupled", run.op() == "sgd_decoupled"),
                                 .decay_all = true});
    });
  for (char const* op : {"adam", "adam_l2"})
    r.add("optim", op, [](auto& run) { trajectory(run, adam_of<tacit::adam>(run)); });
  r.add("optim", "adamw", [](auto& run) { trajectory(run, adam_of<tacit::adamw>(run)); });
  r.add("optim", "lars", [](auto& run) {
    bool const inside = run.formula().find("momentum buf + lr g") != std::string::npos;
    trajectory(run, tacit::lars{.momentum = run.number("momentum"),
                                .trust = run.number("eta"),
                                .weight_decay = run.number("wd"),
                                .rate_inside = inside});
  });
  r.add("optim", "clip", [](auto& run) { clip(run); });
}

}  // namespace conformance
