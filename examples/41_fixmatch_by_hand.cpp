// The step of FixMatch written by hand, as it stands in the paper. Trains twice, with this step and with the library's
// preset, and compares all weights: they are the same, bit for bit.
// Run: build/release/examples/41_fixmatch_by_hand [FOLDER] [STEPS]
#include <cstdio>
#include <cstdlib>

#include "images.hpp"
#include "tacit/data/task.hpp"
#include "tacit/nn/models/small_cnn.hpp"
#include "tacit/optim/sgd.hpp"
#include "tacit/ssl/methods/fixmatch.hpp"
#include "tacit/train/train.hpp"

int main(int argc, char** argv) {
  auto const task = tacit::split(images(argc > 1 ? argv[1] : usual_folder), {.labels = 100, .seed = 0});
  tacit::train_options const budget{
      .steps = argc > 2 ? std::atoi(argv[2]) : 20, .batch = 16, .ratio = 4, .evaluations = 1};

  // A loss function takes a step and returns a loss; minimise() makes it a training step. Everything here is recorded
  // on the step's tape, so any arithmetic of losses is differentiated too.
  auto const by_hand = tacit::minimise([](auto& step) {
    auto [x, weak, strong] = step.forward(tacit::joint(tacit::labelled, tacit::weak, tacit::strong));
    auto p = tacit::softmax(tacit::stop_gradient(weak));
    auto supervised = tacit::cross_entropy(x, step.labels());
    auto unlabelled = tacit::cross_entropy(strong, tacit::harden(p), tacit::confident{.threshold = 0.95}(p));
    return supervised + 1.0 * unlabelled;
  });

  auto const net = tacit::small_cnn({.channels = 1, .classes = 10});
  tacit::sgd const rule{.rate = 0.03, .momentum = 0.9, .nesterov = true};
  auto const mine = tacit::train(net, task, by_hand, rule, budget);
  auto const preset = tacit::train(net, task, tacit::fixmatch({.threshold = 0.95, .weight = 1}), rule, budget);

  std::printf("weights by hand %s, by the preset %s, accuracy %.1f %%\n", mine.weight_hash.c_str(),
              preset.weight_hash.c_str(), 100 * mine.evaluation.last);
  return mine.weight_hash == preset.weight_hash ? 0 : 1;
}
