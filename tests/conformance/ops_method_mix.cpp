// Area `method`: presets that mix samples.
#include "drive.hpp"
#include "networks.hpp"
#include "tacit/nn/model.hpp"
#include "tacit/nn/models/mlp.hpp"
#include "tacit/optim/sgd.hpp"
#include "tacit/ssl/methods/arazo.hpp"
#include "tacit/ssl/methods/ict.hpp"
#include "tacit/ssl/methods/mixmatch.hpp"
#include "tacit/ssl/methods/remixmatch.hpp"
#include "tacit/train/any_optimiser.hpp"

namespace conformance {
namespace {

template <class Run>
void ict(Run& r) {
  tacit::ict_options const options{.weight = r.number("lam"), .length = r.number("T")};
  layout const views{.student = {{tacit::mixed(tacit::labelled), "lb_mix"}, {tacit::mixed(tacit::weak), "ulb_mix"}},
                     .teacher = {{tacit::weak, "ulb_t"}},
                     .draws = {{draw::permutation, 0, "perm_lb"},
                               {draw::permutation, 1, "perm_ulb"},
                               {draw::beta, 0, "lambda_lb"},
                               {draw::beta, 1, "lambda_ulb"}}};
  auto const mode = r.text("mode");
  if (mode == "logits")
    drive(r, tacit::ict_logits(options), views);
  else if (mode == "probs")
    drive(r, tacit::ict(options), views);
  else
    throw bad_input("ict: mode: expected logits or probs, got " + mode);
}

/// The rows of one step of a case that mixes inputs itself.
template <class S>
class stored_rows final : public tacit::batch_source<S> {
 public:
  stored_rows(run<S>& r, std::string const& at, std::vector<stored_view> const& views) : y_(r.labels(at + "y")) {
    for (auto const& v : views) rows_.push_back({v.view, r.template in<2>(at + v.name)});
    shape_ = {1, 1, rows_.front().values.extent(1)};  // as an image of one pixel, which may be turned
  }

  bool offers(sample_view v) const override { return find(v) != nullptr; }
  index_t rows(sample_view v) const override { return find(v)->values.extent(0); }
  std::span<index_t const> sample_shape() const override { return shape_; }
  void fill(tacit::context const&, sample_view v, S* out) override {
    auto const& from = find(v)->values;
    std::copy(from.begin(), from.end(), out);
  }
  std::span<int const> labels() const override { return y_; }
  std::span<index_t const> indices() const override { return {}; }

 private:
  struct view_rows {
    sample_view view;
    tacit::tensor<S, 2> values;
  };
  view_rows const* find(sample_view v) const {
    for (auto const& r : rows_)
      if (r.view == v) return &r;
    return nullptr;
  }

  std::vector<int> y_;
  std::vector<view_rows> rows_;
  std::array<index_t, 3> shape_{};
};

/// A linear network; what its rotation head says of a step is stored, if the case has such a head.
template <class S>
class linear_network {
 public:
  linear_network(index_t inputs, index_t outputs)
      : network_(tacit::mlp({inputs, outputs}), {1, 1, inputs}, 0, tacit::context(1)) {}

  tacit::outputs<S> forward(tacit::pass const& p, tacit::slot at) {
    auto out = network_.forward(p, at);
    if (p.rows_through(tacit::rotation) > 0) out.heads[static_cast<std::size_t>(tacit::rotation)] = turns.view();
    return out;
  }
  void backward(tacit::slot at, tacit::output_gradients<S> g, tacit::wanted want) {
    auto const of_head = std::exchange(g.heads, {})[static_cast<std::size_t>(tacit::rotation)];
    if (of_head.data()) std::copy_n(of_head.data(), of_head.size(), turns_gradient.data());
    network_.backward(at, g, want);
  }
  index_t head_width(tacit::head_kind k) const { return k == tacit::rotation ? turns.extent(1) : 0; }
  void step(double) {}
  void average_into(linear_network&, double) const {}
  std::span<S> parameters() { return network_.parameters(); }
  std::span<S> gradients() { return network_.gradients(); }
  std::span<S> buffers() { return network_.buffers(); }
  auto const& blocks() const { return network_.blocks(); }

  tacit::tensor<S, 2> turns{{0, 0}}, turns_gradient{{0, 0}};

 private:
  tacit::model<tacit::mlp_network, S> network_;
};

/// A linear network whose gradients are checked before it takes the case's plain gradient step.
template <class S>
class linear_student final : public tacit::updates<S> {
 public:
  linear_student(run<S>& r, index_t inputs, index_t outputs)
      : network(linear_network<S>(inputs, outputs)), run_(r), rule_(tacit::sgd{.rate = r.number("lr"), .momentum = 0}) {
    set(r, network, "W0", weight);
    set(r, network, "b0", bias);
  }

  tacit::any_backbone<S> network;
  std::string at;

  void begin(std::string const& prefix) {
    at = prefix;
    if (!run_.has(at + "rot")) return;
    auto& own = network.template get<linear_network<S>>();
    own.turns = run_.template in<2>(at + "rot");
    own.turns_gradient = tacit::tensor<S, 2>(own.turns.extents());
  }
  void optimise() override {
    if (run_.has(at + "rot")) run_.check(at + "grad.rot", network.template get<linear_network<S>>().turns_gradient);
    check_block(run_, network, at + "grad.W", weight, true);
    check_block(run_, network, at + "grad.b", bias, true);
    rule_.apply(tacit::context(1), network, 1, 0);
    check_block(run_, network, at + "state.W", weight);
    check_block(run_, network, at + "state.b", bias);
  }
  void average() override {}

 private:
  static constexpr char const *weight = "linear0.weight", *bias = "linear0.bias";
  run<S>& run_;
  tacit::any_optimiser<S> rule_;
};

/// Runs the case's steps over stored rows and a linear network.
template <class S, class Method>
void drive_linear(run<S>& r, Method const& method, layout const& views, std::vector<double> const& shares = {}) {
  auto const shape = r.shape("W0");
  auto const numbers = r.list("step_numbers");
  linear_student<S> student(r, shape[1], shape[0]);
  tacit::task_info info;
  info.classes = shape[0];
  info.labelled_batch = r.shape("00.y")[0];
  info.labelled_shares = shares;
  auto function = tacit::minimise(method).template bind<S>(info);
  tacit::tape<S> tape;
  std::vector<sample_view> mixed_views;
  for (auto const& v : views.student) mixed_views.push_back(tacit::mixed(v.view));
  for (std::size_t k = 0; k < numbers.size(); ++k) {
    student.begin(step_prefix(k));
    stored_rows<S> batches(r, student.at, views.student);
    stored_draws<S> const drawn(r, student.at, views.draws);
    tacit::step<S> s({.ctx = tacit::context(1),
                      .student = student.network,
                      .teacher = nullptr,
                      .batches = batches,
                      .memory = tape,
                      .info = info,
                      .recorded = &drawn},
                     static_cast<index_t>(numbers[k]));
    double const loss = function(s, student);
    report_checker<S>{r, student.at, views.names}(s, loss);
    r.check(student.at + "mixed_x", s.input(mixed_views));
    function.visit(state_checker<run<S>>{r, student.at});
  }
}

/// One share a step, or one a row, as the case stores them.
template <class Run>
bool shares_per_row(Run const& r) {
  return r.shape("00.lambda")[0] == r.shape("00.perm")[0];
}

template <class Run>
void mixmatch(Run& r) {
  drive_linear(r,
               tacit::mixmatch({.weight = r.number("lam"),
                                .temperature = r.number("T"),
                                .length = r.number("ramp"),
                                .per_row = shares_per_row(r)}),
               {.student = {{tacit::labelled, "x"}, {tacit::weak, "u1"}, {tacit::weak2, "u2"}},
                .names = {{"target", "guess"}, {"mixed_target", "mixed_y"}},
                .draws = {{draw::permutation, 0, "perm"}, {draw::beta, 0, "lambda"}}});
}

template <class Run, class Method>
void remixmatch(Run& r, Method const& method) {
  drive_linear(
      r, method,
      {.student = {{tacit::labelled, "x"}, {tacit::weak, "uw"}, {tacit::strong, "us1"}, {tacit::strong2, "us2"}},
       .names = {{"target", "guess"}, {"mixed_target", "mixed_y"}},
       .draws = {{draw::permutation, 0, "perm"}, {draw::beta, 0, "lambda"}, {draw::choice, 0, "rot_y"}}},
      r.numbers("p_data"));
}

template <class Run>
tacit::remixmatch_options remixmatch_of(Run const& r) {
  return {.weight = r.number("w1"),
          .strong_weight = r.number("w2"),
          .rotation_weight = r.number("w3"),
          .temperature = r.number("T"),
          .length = r.number("ramp"),
          .window = static_cast<index_t>(r.number("window", 128)),
          .momentum = r.number("momentum", 0.999)};
}

template <class Run>
void arazo(Run& r) {
  drive(r, tacit::arazo({.prior = r.number("la"), .entropy = r.number("lh"), .warmup = 0}),
        {.student = {{tacit::mixed(tacit::labelled), "mix"},
                     {tacit::mixed(tacit::weak), "mix"},
                     {tacit::clean, "ulb_clean"}},
         .names = {{"targets_mix", "target"}},
         .initial = {{"table", "table0"}},
         .draws = {{draw::permutation, 0, "perm"}, {draw::beta, 0, "lambda"}}});
}

}  // namespace

void add_method_mix_operations(registry& all) {
  all.add("method", "ict", [](auto& r) { ict(r); });
  all.add("method", "arazo", [](auto& r) { arazo(r); });
  all.add("method", "remixmatch_queue", [](auto& r) { remixmatch(r, tacit::remixmatch(remixmatch_of(r))); });
  all.add("method", "remixmatch_ema", [](auto& r) { remixmatch(r, tacit::remixmatch_ema(remixmatch_of(r))); });
  all.add("method", "mixmatch", [](auto& r) { mixmatch(r); });
}

}  // namespace conformance
