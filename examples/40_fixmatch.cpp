// FixMatch on Fashion-MNIST, 100 labels: a task, a network, a method, an optimiser, a budget.
// Run: build/release/examples/40_fixmatch [FOLDER] [STEPS]    (papers use batch 64, ratio 7, and many more steps)
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "images.hpp"
#include "tacit/data/task.hpp"
#include "tacit/nn/models/small_cnn.hpp"
#include "tacit/optim/sgd.hpp"
#include "tacit/ssl/methods/fixmatch.hpp"
#include "tacit/train/progress.hpp"
#include "tacit/train/train.hpp"

int main(int argc, char** argv) {
  tacit::index_t const steps = argc > 2 ? std::atoi(argv[2]) : 100;

  auto const task =
      tacit::split(images(argc > 1 ? argv[1] : usual_folder), {.labels = 100, .validation = 100, .seed = 0});
  auto const run =
      tacit::train(tacit::small_cnn({.channels = 1, .classes = 10}), task, tacit::fixmatch({.threshold = 0.95}),
                   tacit::sgd{.rate = 0.03, .momentum = 0.9, .nesterov = true, .weight_decay = 5e-4},
                   {.steps = steps, .batch = 16, .ratio = 4, .evaluations = 2}, tacit::progress(std::clog));
  std::fputs(run.report().c_str(), stdout);
}
