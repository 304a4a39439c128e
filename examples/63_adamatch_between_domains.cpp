// AdaMatch between two domains: 1000 labelled images of Fashion-MNIST, and 60000 unlabelled ones of a camera that
// stands at an angle, which is also the camera of the test. Predictions on the target are aligned to those on the
// source; a target row counts where it is nearly as certain as source rows are on average.
// Run: build/release/examples/63_adamatch_between_domains [FOLDER] [STEPS]
#include <cstdio>
#include <cstdlib>

#include "images.hpp"
#include "tacit/data/domain_shift.hpp"
#include "tacit/nn/layers.hpp"
#include "tacit/optim/sgd.hpp"
#include "tacit/ssl/methods/adamatch.hpp"
#include "tacit/ssl/methods/supervised_only.hpp"
#include "tacit/train/train.hpp"

int main(int argc, char** argv) {
  auto const source = images(argc > 1 ? argv[1] : usual_folder);
  int const steps = argc > 2 ? std::atoi(argv[2]) : 400;
  auto const task = tacit::two_domains(source, tacit::shifted(source, {.degrees = 30}), {.labels = 1000, .seed = 0});
  auto const stage = [](tacit::index_t filters) {
    return tacit::sequential(tacit::conv2d({.filters = filters, .stride = 2, .padding = 1, .bias = false}),
                             tacit::batch_norm(), tacit::relu);
  };
  auto const network = tacit::sequential(stage(16), stage(32), tacit::flatten, tacit::linear({.outputs = 64}),
                                         tacit::batch_norm(), tacit::relu, tacit::linear({.outputs = source.classes}));
  tacit::train_options const budget{.steps = steps, .batch = 32, .ratio = 3, .evaluations = 1};

  auto const compare = [&](char const* name, auto const& method) {
    auto run = tacit::train(network, task, method,
                            tacit::sgd{.rate = 0.03, .momentum = 0.9, .nesterov = true, .weight_decay = 5e-4}, budget);
    std::printf("%-24s %5.1f %% of the target", name, 100 * run.evaluation.last);
    std::printf("   %5.1f %% of the source\n", 100 * tacit::share_equal(run.predict(source.test), source.test_labels));
    return run;
  };
  compare("source labels alone", tacit::supervised());
  double const share = 25.0 / steps;  // moving averages and windows as long as a short run allows
  auto const adapted = compare("AdaMatch", tacit::adamatch({.momentum = share < 0.5 ? 1 - share : 0.5, .window = 16}));
  std::printf("\nlast step: %.0f %% of the target rows counted, %.0f %% of those with the right label\n",
              100 * adapted.history.steps.back().mask_rate, 100 * adapted.history.steps.back().pseudo_label_accuracy);
}
