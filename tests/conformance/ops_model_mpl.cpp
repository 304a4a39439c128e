// Area `model`: Meta Pseudo Labels, two networks through the trainer's own step function.
#include <array>

#include "networks.hpp"
#include "stored_batches.hpp"
#include "tacit/loss/cross_entropy.hpp"
#include "tacit/nn/layers.hpp"
#include "tacit/nn/model.hpp"
#include "tacit/nn/sequential.hpp"
#include "tacit/optim/sgd.hpp"
#include "tacit/ssl/methods/meta_pseudo_labels.hpp"
#include "tacit/train/any_optimiser.hpp"

namespace conformance {
namespace {

std::array<named_block, 4> const blocks{
    {{"W0", "hidden.weight"}, {"b0", "hidden.bias"}, {"W1", "out.weight"}, {"b1", "out.bias"}}};

/// z = W1 tanh(W0 x + b0) + b1, with the case's initial weights of one of the two networks.
template <class S>
tacit::any_backbone<S> tanh_network(run<S>& r, std::string const& which) {
  auto const w0 = r.shape("init." + which + ".W0"), w1 = r.shape("init." + which + ".W1");
  auto const description = tacit::sequential(tacit::named("hidden", tacit::linear({.outputs = w0[0]})), tacit::tanh,
                                             tacit::named("out", tacit::linear({.outputs = w1[0]})));
  using network_type = std::remove_const_t<decltype(description)>;
  tacit::any_backbone<S> network(tacit::model<network_type, S>(description, {w0[1]}, 0, tacit::context(1)));
  for (auto const& b : blocks) set(r, network, "init." + which + "." + b.stored, b.block);
  return network;
}

/// The trainer's part: two networks and two optimisers. Beside the student's update it takes the exact product that the
/// difference of the labelled losses approximates.
template <class S>
class two_networks final : public tacit::updates<S> {
 public:
  explicit two_networks(run<S>& r)
      : student(tanh_network(r, "student")),
        teacher(tanh_network(r, "teacher")),
        batches(r),
        eta_(r.number("eta_student")),
        of_student_(tacit::sgd{.rate = eta_, .momentum = 0}),
        of_teacher_(tacit::sgd{.rate = r.number("lr_teacher"), .momentum = r.number("momentum")}) {}

  tacit::any_backbone<S> student, teacher;
  stored_batches<S> batches;
  double exact = 0;

 private:
  void optimise() override {
    auto const g = student.spans().gradients;
    std::vector<S> const followed(g.begin(), g.end());
    of_student_.apply(tacit::context(1), student, 1, 0);
    backward_labelled();
    exact = 0;
    for (std::size_t i = 0; i < followed.size(); ++i)
      exact += eta_ * static_cast<double>(g[i]) * static_cast<double>(followed[i]);
    std::fill(g.begin(), g.end(), S{0});
  }
  void average() override {}
  tacit::any_backbone<S>& second_network() override { return teacher; }
  void optimise_second(double factor) override { of_teacher_.apply(tacit::context(1), teacher, factor, 0); }

  /// Gradient of the labelled loss at the weights as they are now.
  void backward_labelled() {
    index_t const rows = batches.rows(tacit::labelled);
    std::vector<S> x(static_cast<std::size_t>(rows * batches.sample_shape()[0]));
    batches.fill(tacit::context(1), tacit::labelled, x.data());
    tacit::segment const all{tacit::labelled, 0, rows};
    tacit::pass p;
    p.segments = {&all, 1};
    p.rows = rows;
    p.sample_shape = batches.sample_shape();
    p.set_input(x.data());
    tacit::slot const spare{100};
    auto const z = student.forward(p, spare).logits;
    tacit::tensor<S, 2> gradient(z.extents());
    tacit::cross_entropy(z, batches.labels(), tacit::into(gradient));
    student.backward(spare, {gradient.view()}, {});
  }

  double eta_;
  tacit::any_optimiser<S> of_student_, of_teacher_;
};

template <class Run>
void meta_pseudo_labels(Run& r) {
  using S = typename Run::scalar;
  two_networks<S> networks(r);
  tacit::task_info info;
  info.classes = r.shape("init.student.W1")[0];
  info.steps = networks.batches.steps();
  auto function = tacit::meta_pseudo_labels({.weight = r.number("lam"),
                                             .warmup = r.number("warmup", 0),
                                             .threshold = r.number("tau"),
                                             .temperature = r.number("T"),
                                             .smoothing = 0})
                      .template bind<S>(info);
  tacit::tape<S> tape;
  for (index_t t = 0; t < info.steps; ++t) {
    networks.batches.step = t;
    tacit::step<S> s({tacit::context(1), networks.student, nullptr, networks.batches, tape, info}, t);
    function(s, networks);
    auto const at = (t < 10 ? "0" : "") + std::to_string(t) + '.';
    auto const& did = function.report();
    r.check(at + "student_loss", did.student_loss);
    r.check(at + "labelled_old", did.labelled_old);
    r.check(at + "labelled_new", did.labelled_new);
    r.check(at + "dot", did.dot);
    r.check(at + "dot_exact", networks.exact);
    r.check(at + "hard", did.hard);
    r.check(at + "mask", s.reports()[1].mask);
    r.check(at + "teacher_sup", s.reports()[0].loss);
    r.check(at + "teacher_uda", s.reports()[1].loss);
    r.check(at + "teacher_mpl", did.teacher_mpl);
    r.check(at + "teacher_loss", did.teacher_loss);
    for (auto const& b : blocks) {
      check_block(r, networks.student, at + "student." + b.stored, b.block);
      check_block(r, networks.teacher, at + "teacher." + b.stored, b.block);
    }
  }
}

}  // namespace

void add_model_mpl_operations(registry& all) {
  all.add("model", "meta_pseudo_labels", [](auto& r) { meta_pseudo_labels(r); });
}

}  // namespace conformance
