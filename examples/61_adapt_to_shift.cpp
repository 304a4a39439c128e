// Another camera: labels for images of one kind, and only unlabelled images of the kind that counts: turned and noisy.
// Three ways to meet them, against doing nothing: AdaMatch and domain-adversarial training use the target's unlabelled
// images in training; Tent sees nothing of the target before test time and adapts batch by batch.
// One run on Fashion-MNIST: 50.6 % of the target right without adaptation, Tent 56.5, DANN 55.3, AdaMatch 61.4.
// Run: build/release/examples/61_adapt_to_shift [FOLDER] [STEPS]
#include <cstdio>
#include <cstdlib>

#include "images.hpp"
#include "tacit/data/domain_shift.hpp"
#include "tacit/nn/layers.hpp"
#include "tacit/optim/adam.hpp"
#include "tacit/optim/sgd.hpp"
#include "tacit/ssl/methods/adamatch.hpp"
#include "tacit/ssl/methods/dann.hpp"
#include "tacit/ssl/methods/supervised_only.hpp"
#include "tacit/train/test_time.hpp"
#include "tacit/train/train.hpp"

int main(int argc, char** argv) {
  auto const source = images(argc > 1 ? argv[1] : usual_folder);
  auto const task = tacit::two_domains(source, tacit::shifted(source, {.degrees = 25, .noise = 0.1}));
  tacit::train_options const budget{
      .steps = argc > 2 ? std::atoi(argv[2]) : 400, .batch = 32, .ratio = 1, .evaluations = 1};
  auto const stage = [](tacit::index_t filters) {
    return tacit::sequential(tacit::conv2d({.filters = filters, .stride = 2, .padding = 1, .bias = false}),
                             tacit::batch_norm(), tacit::relu);
  };
  auto const network = tacit::sequential(stage(16), stage(32), tacit::flatten, tacit::linear({.outputs = 64}),
                                         tacit::batch_norm(), tacit::relu, tacit::linear({.outputs = source.classes}));
  auto const trained_by = [&](auto const& method) {
    return tacit::train(network, task, method,
                        tacit::sgd{.rate = 0.03, .momentum = 0.9, .nesterov = true, .weight_decay = 5e-4}, budget);
  };

  auto const plain = trained_by(tacit::supervised());
  std::printf("accuracy on the target, source labels alone: %.1f %%\n", 100 * plain.evaluation.last);
  auto adapting = tacit::adapt(plain.model, tacit::tent(), tacit::adam{.rate = 1e-3});
  auto const adapted = adapting.classify(task.data->test, task.views.none);
  std::printf("the same network adapting at test time:      %.1f %%\n",
              100 * tacit::share_equal(adapted, task.data->test_labels));
  std::printf("domain-adversarial training:                 %.1f %%\n",
              100 * trained_by(tacit::dann()).evaluation.last);
  std::printf("AdaMatch:                                    %.1f %%\n",
              100 * trained_by(tacit::adamatch({.window = 8})).evaluation.last);
}
