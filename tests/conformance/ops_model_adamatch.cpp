// Area `model`: AdaMatch's two forward passes through a network with batch norm, under the trainer's preset.
#include "cnn.hpp"
#include "drive.hpp"
#include "stored_batches.hpp"
#include "tacit/ssl/methods/adamatch.hpp"

namespace conformance {
namespace {

/// A network that keeps the logits of its passes, in order.
template <class S>
struct listening_backbone {
  tacit::any_backbone<S>* network;
  std::vector<tacit::tensor<S, 2>>* heard;

  tacit::outputs<S> forward(tacit::pass const& p, tacit::slot at) {
    auto const out = network->forward(p, at);
    tacit::tensor<S, 2> z(out.logits.extents());
    std::copy_n(out.logits.data(), z.size(), z.data());
    heard->push_back(std::move(z));
    return out;
  }
  void backward(tacit::slot at, tacit::output_gradients<S> g, tacit::wanted w) { network->backward(at, g, w); }
  void step(double) {}
  void average_into(listening_backbone&, double) const {}
};

/// The interpolation's draws: weak rows, then strong ones, in one tensor.
class stacked_uniforms final : public tacit::recorded_draws {
 public:
  explicit stacked_uniforms(std::vector<double> u) : u_(std::move(u)) {}
  void uniform(std::uint32_t lane, std::span<double> out) const override {
    std::copy_n(u_.begin() + static_cast<std::ptrdiff_t>(lane * out.size()), out.size(), out.begin());
  }

 private:
  std::vector<double> u_;
};

template <class Run>
void two_forwards(Run& r) {
  using S = typename Run::scalar;
  auto const image = r.shape("xs_w");
  auto network = cnn_of(r, {image[2], image[3], image[1]});
  std::vector<tacit::tensor<S, 2>> heard;
  tacit::any_backbone<S> listening(listening_backbone<S>{&network, &heard});
  stored_batches<S> batches(
      r, {{tacit::labelled, "xs_w"}, {tacit::labelled_strong, "xs_s"}, {tacit::weak, "xt_w"}, {tacit::strong, "xt_s"}});

  // Means of this batch alone; in the middle of the run the unlabelled weight is the full one.
  auto const method = tacit::adamatch({.weight = 0.5, .momentum = 0, .window = 1});
  tacit::task_info const info{.classes = r.shape("init.W")[0], .steps = 2};
  auto function = tacit::minimise(method).template bind<S>(info);
  counting_updates<S> updates;
  tacit::tape<S> tape;
  stacked_uniforms const u(r.numbers("u"));
  tacit::step<S> s({.ctx = tacit::context(1),
                    .student = listening,
                    .teacher = nullptr,
                    .batches = batches,
                    .memory = tape,
                    .info = info,
                    .recorded = &u},
                   1);
  double const loss = function(s, updates);
  report_checker<S>{r, "", {}}(s, loss);
  r.check("logits_source_only", heard.at(0));
  r.check("logits_joint", heard.at(1));
  for (auto const& n : cnn_names()) check_block(r, network, "grad." + n.stored, n.block, true);
  for (auto const& n : cnn_statistics()) check_block(r, network, "stat_after." + n.stored, n.block);
}

}  // namespace

void add_model_adamatch_operations(registry& all) {
  all.add("model", "adamatch_two_forwards", [](auto& r) { two_forwards(r); });
}

}  // namespace conformance
