// Test-time adaptation: a trained network meets shifted data without labels, and moves the scales and shifts of its
// norms, batch by batch. Tent (Wang et al. 2021) and conjugate pseudo-labels (Goyal et al. 2022).
#pragma once

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>
#include <vector>

#include "tacit/loss/conjugate.hpp"
#include "tacit/loss/entropy.hpp"
#include "tacit/nn/layer.hpp"
#include "tacit/ssl/prediction.hpp"
#include "tacit/train/any_optimiser.hpp"
#include "tacit/train/predict.hpp"

namespace tacit::inline TACIT_ABI {

/// What happens with each batch: `steps` updates on a loss of the logits, loss(z, into(gz)).
template <class Loss>
struct test_time_method {
  Loss loss;
  index_t steps = 1;          ///< 0: the batch's own statistics alone, without an update
  bool answer_after = false;  ///< logits of a fresh pass after the updates; else from before the last of them
  bool episodic = false;      ///< start each batch from the trained weights
};

struct tent_options {
  index_t steps = 1;
  bool episodic = false;
};
/// Tent: mean entropy; answers are those from before the update.
constexpr auto tent(tent_options const& o = {}) {
  return test_time_method<entropy_t>{entropy, o.steps, false, o.episodic};
}

struct conjugate_labels_options {
  double temperature = 1;  ///< tuned on the source data
  index_t steps = 1;
  bool episodic = false;
};
/// Conjugate pseudo-labels of a network trained with cross-entropy: the entropy of softmax(z / T); answers come from a
/// fresh pass after the update.
constexpr auto conjugate_labels(conjugate_labels_options const& o = {}) {
  return test_time_method<conjugate_cross_entropy>{{.temperature = o.temperature}, o.steps, true, o.episodic};
}
/// The same for a network trained with PolyLoss-1.
constexpr auto conjugate_labels_poly1(double epsilon, conjugate_labels_options const& o = {}) {
  return test_time_method<conjugate_poly1>{
      {.epsilon = epsilon, .temperature = o.temperature}, o.steps, true, o.episodic};
}

/// A network that adapts to what it is asked. Passes are normalised by the batch at hand: the running statistics are
/// neither used nor changed, and a batch of one row says nothing. Dropout is off. Only blocks of role norm move; a
/// network without any is refused. Call reset() when the data change their kind.
template <std::floating_point Scalar>
class adapting_network {
 public:
  template <class Loss, UpdateRule Rule>
  adapting_network(any_backbone<Scalar> network, shape_t sample_shape, test_time_method<Loss> const& method,
                   Rule const& rule, context ctx = context())
      : network_(std::move(network)),
        sample_shape_(std::move(sample_shape)),
        steps_(method.steps),
        answer_after_(method.answer_after),
        episodic_(method.episodic),
        loss_of_([loss = method.loss](matrix_view<Scalar const> z, matrix_view<Scalar> gz) {
          return static_cast<double>(loss(z, into(gz)));
        }),
        fresh_(rule, of_role(role::norm)),
        optimiser_(fresh_),
        ctx_(std::move(ctx)) {
    auto const s = network_.spans();
    if (std::none_of(s.blocks.begin(), s.blocks.end(), [](block const& b) { return b.kind == role::norm; }))
      throw value_error("test-time adaptation: the network has no norm whose scale and shift could move");
    trained_.assign(s.parameters.begin(), s.parameters.end());
  }

  /// Adapts to the batch (rows x elements, as the network saw them in training) and returns its logits.
  template <FloatingTensor Samples>
  tensor<Scalar, 2> operator()(Samples const& samples) {
    if (episodic_) reset();
    std::vector<Scalar> const rows = dense(samples);
    auto answer = pass_over(rows, steps_ > 0);
    for (index_t i = 0; i < steps_; ++i) {
      if (i > 0) answer = pass_over(rows, true);
      optimiser_.apply(ctx_, network_, 1, 0);
    }
    if (answer_after_ && steps_ > 0) return pass_over(rows, false);
    return answer;
  }

  /// Classes of stored samples, which come `batch` at a time and are seen through `plain` (task.views.none).
  std::vector<int> classify(sample_set const& samples, augmentation const& plain, index_t batch = 200) {
    std::vector<index_t> all(static_cast<std::size_t>(samples.count));
    std::iota(all.begin(), all.end(), index_t{0});
    std::vector<int> classes;
    detail::for_each_chunk<Scalar>(ctx_, samples, all, plain, batch, [&](index_t, index_t rows, Scalar const* x) {
      auto const logits = (*this)(matrix_view<Scalar const>(x, {rows, samples.elements()}));
      for (index_t i = 0; i < rows; ++i) classes.push_back(most_probable<Scalar>(logits.view(), i));
    });
    return classes;
  }

  /// The loss of the last batch, at the weights before its last update.
  double loss() const { return last_loss_; }

  /// Back to the trained weights, and to an optimiser that has seen nothing.
  void reset() {
    std::copy(trained_.begin(), trained_.end(), network_.spans().parameters.begin());
    optimiser_ = fresh_;
  }

  any_backbone<Scalar>& network() { return network_; }

 private:
  template <FloatingTensor Samples>
  std::vector<Scalar> dense(Samples const& samples) const {
    auto const x = read<2>(samples);
    detail::require_extent("test-time adaptation", "elements of a sample", element_count(sample_shape_), x->extent(1));
    std::vector<Scalar> rows;
    rows.reserve(static_cast<std::size_t>(x->size()));
    for (index_t i = 0; i < x->extent(0); ++i)
      for (index_t k = 0; k < x->extent(1); ++k) rows.push_back(static_cast<Scalar>((*x)(i, k)));
    return rows;
  }

  /// Logits of the rows; with `differentiate` also the gradients of the loss.
  tensor<Scalar, 2> pass_over(std::vector<Scalar> const& rows, bool differentiate) {
    pass p;
    p.rows = static_cast<index_t>(rows.size()) / element_count(sample_shape_);
    segment const all{clean, 0, p.rows};
    p.segments = {&all, 1};
    p.sample_shape = sample_shape_;
    p.update_running = p.dropout = false;
    p.differentiate = differentiate;
    p.set_input(rows.data());
    auto const z = network_.forward(p, slot{0}).logits;
    tensor<Scalar, 2> logits(z.extents()), gradient(z.extents());
    for (index_t i = 0; i < z.extent(0); ++i)
      for (index_t c = 0; c < z.extent(1); ++c) logits(i, c) = z(i, c);
    if (differentiate) {
      last_loss_ = loss_of_(z, gradient.view());
      network_.backward(slot{0}, {gradient.view()}, {});
    }
    return logits;
  }

  any_backbone<Scalar> network_;
  shape_t sample_shape_;
  index_t steps_;
  bool answer_after_, episodic_;
  std::function<double(matrix_view<Scalar const>, matrix_view<Scalar>)> loss_of_;
  any_optimiser<Scalar> fresh_, optimiser_;
  context ctx_;
  std::vector<Scalar> trained_;
  double last_loss_ = 0;
};

/// `auto adapting = adapt(run.model, tent(), adam{.rate = 1e-3}); auto logits = adapting(batch);`
template <class Model, class Loss, UpdateRule Rule>
adapting_network<typename Model::scalar> adapt(Model const& trained, test_time_method<Loss> const& method,
                                               Rule const& rule) {
  return {any_backbone<typename Model::scalar>(trained), trained.sample_shape(), method, rule, trained.ctx()};
}

}  // namespace tacit::inline TACIT_ABI
