// Two moons: three labels a moon, 1000 points without. Trains on the labels alone and with Mean Teacher, and draws what
// each network believes side by side.
// Run: build/release/examples/30_two_moons [PICTURE.png] [STEPS]
#include <cstdio>
#include <cstdlib>

#include "canvas.hpp"
#include "tacit/data/task.hpp"
#include "tacit/data/two_moons.hpp"
#include "tacit/nn/models/mlp.hpp"
#include "tacit/optim/adam.hpp"
#include "tacit/ssl/methods/mean_teacher.hpp"
#include "tacit/ssl/methods/supervised_only.hpp"
#include "tacit/train/train.hpp"

int constexpr side = 480;                                          // of a panel, pixels
double constexpr left = -1.75, bottom = -1.95, zoom = side / 4.5;  // pixels a unit
colour constexpr blue{0.16, 0.42, 0.75}, orange{0.90, 0.45, 0.10}, white{1, 1, 1}, ink{0.10, 0.11, 0.15};

// Probability of the second moon as the colour of the ground, the line where it is 1/2, the pool, and the labels.
template <class Run>
void draw(canvas& picture, int shift, Run const& run) {
  tacit::tensor<float, 2> grid({side * side, 2});
  for (int k = 0; k < side * side; ++k) {
    grid(k, 0) = static_cast<float>(left + k % side / zoom);
    grid(k, 1) = static_cast<float>(bottom + (side - 1 - k / side) / zoom);
  }
  auto const p = run.model.predict(grid);
  for (int k = 0; k < side * side; ++k) {
    double const q = 2 * static_cast<double>(p(k, 1)) - 1;  // -1: surely the first moon; 1: surely the second
    picture.pixel(shift + k % side, k / side) = mixed(white, q < 0 ? blue : orange, 0.5 * std::abs(q));
    bool const turns = (k % side > 0 && (p(k, 1) < 0.5f) != (p(k - 1, 1) < 0.5f)) ||
                       (k >= side && (p(k, 1) < 0.5f) != (p(k - side, 1) < 0.5f));
    if (turns) picture.disc(shift + k % side, k / side, 0.9, ink);
  }
  auto const& data = *run.task.data;
  auto const place = [&](tacit::index_t i) {
    auto const v = data.train[i].values;
    return std::array{shift + (static_cast<double>(v[0]) - left) * zoom,
                      side - 1 - (static_cast<double>(v[1]) - bottom) * zoom};
  };
  for (auto i : run.task.split.pool) picture.disc(place(i)[0], place(i)[1], 1.6, ink, 0.45);
  for (auto i : run.task.split.labelled) {
    picture.disc(place(i)[0], place(i)[1], 10, white);
    picture.disc(place(i)[0], place(i)[1], 8, data.train_labels[static_cast<std::size_t>(i)] == 0 ? blue : orange);
    picture.ring(place(i)[0], place(i)[1], 9, 10.5, ink);
  }
}

int main(int argc, char** argv) {
  char const* path = argc > 1 ? argv[1] : "two_moons.png";
  tacit::train_options budget{.steps = argc > 2 ? std::atoi(argv[2]) : 1200, .batch = 6, .ratio = 20};
  budget.average = tacit::ema{.decay = 0.9};  // a short run needs a teacher with a short memory
  budget.rate = tacit::constant_rate;

  auto task = tacit::split(tacit::two_moons({.samples = 1000, .noise = 0.1}), {.per_class = 3, .seed = 3});
  task.views = tacit::default_views(*task.data, {.weak_noise = 0.2});  // how far neighbours may lie apart
  auto const net = tacit::mlp({2, 64, 64, 2});
  auto const alone = tacit::train(net, task, tacit::supervised(), tacit::adam{.rate = 0.02}, budget);
  auto const taught = tacit::train(net, task, tacit::mean_teacher({.weight = 30}), tacit::adam{.rate = 0.02}, budget);
  std::printf("test accuracy: labels alone %.1f %%, Mean Teacher %.1f %%\n", 100 * alone.evaluation.last,
              100 * taught.evaluation.last);

  canvas picture(2 * side + 12, side, white);
  draw(picture, 0, alone);
  draw(picture, side + 12, taught);
  if (!picture.save_png(path)) return std::fprintf(stderr, "cannot write %s\n", path), 1;
  std::printf("drawn to %s: labels alone (left), Mean Teacher (right)\n", path);
}
