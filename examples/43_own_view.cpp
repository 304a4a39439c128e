// A view of one's own: the strong augmentation of a task replaced by a lambda.
// Run: build/release/examples/43_own_view [FOLDER] [STEPS]
#include <cstdio>
#include <cstdlib>
#include <span>

#include "images.hpp"
#include "tacit/data/task.hpp"
#include "tacit/nn/models/mlp.hpp"
#include "tacit/optim/sgd.hpp"
#include "tacit/ssl/methods/fixmatch.hpp"
#include "tacit/train/train.hpp"

int main(int argc, char** argv) {
  auto task = tacit::split(images(argc > 1 ? argv[1] : usual_folder), {.labels = 100, .seed = 0});

  // What the task made: normalised by the training images, flipped, shifted. Views may be built on one another.
  auto const weak = task.views.weak;

  // Writes one view of one stored sample: as many floats as the sample has elements, channels last. It is called from
  // several threads at once, so it changes nothing but `out`, and its only randomness is the stream it is given: the
  // same numbers for this sample in this step, whichever thread asks.
  task.views.strong = [weak](tacit::sample const& s, std::span<float> out, tacit::random_stream& random) {
    weak(s, out, random);
    tacit::index_t const height = s.shape[0], width = s.shape[1] * s.shape[2];
    tacit::index_t const first = random.below(height - height / 3 + 1);
    for (tacit::index_t i = first * width; i < (first + height / 3) * width; ++i)  // a band is hidden: the mean colour
      out[static_cast<std::size_t>(i)] = 0;
    for (float& v : out) v += static_cast<float>(0.2 * random.normal());
  };

  auto const run =
      tacit::train(tacit::mlp({28 * 28, 128, 10}), task, tacit::fixmatch({.threshold = 0.9}),
                   tacit::sgd{.rate = 0.03, .momentum = 0.9},
                   {.steps = argc > 2 ? std::atoi(argv[2]) : 200, .batch = 32, .ratio = 4, .evaluations = 2});
  std::fputs(run.report().c_str(), stdout);
}
