// Save, load, predict: a trained network as an .npz file (numpy reads it too), and what happens to a file that is not
// one of this network.
// Run: build/release/examples/60_save_and_load [FILE.npz]
#include <algorithm>
#include <cstdio>

#include "tacit/data/task.hpp"
#include "tacit/data/two_moons.hpp"
#include "tacit/nn/models/mlp.hpp"
#include "tacit/optim/adam.hpp"
#include "tacit/ssl/methods/supervised_only.hpp"
#include "tacit/train/train.hpp"

int main(int argc, char** argv) {
  char const* path = argc > 1 ? argv[1] : "moons.npz";
  auto const task = tacit::split(tacit::two_moons(), {.labels = 100, .seed = 1});
  auto const run = tacit::train(tacit::mlp({2, 32, 32, 2}), task, tacit::supervised(), tacit::adam{.rate = 0.01},
                                {.steps = 100, .evaluations = 1});
  run.model.save(path);  // the average of the weights, which is what was evaluated; run.student has the raw ones

  // In another program: the same description and the shape of a sample; then the weights.
  tacit::classifier<tacit::mlp_network> loaded(tacit::mlp({2, 32, 32, 2}), {2});
  loaded.load(path);
  tacit::tensor<float, 2> x({3, 2});
  std::copy_n(task.data->test.values.begin(), x.size(), x.begin());
  auto const p = loaded.predict(x), q = run.model.predict(x);
  for (tacit::index_t i = 0; i < 3; ++i)
    std::printf("(%5.2f, %5.2f)  probabilities %.4f %.4f\n", static_cast<double>(x(i, 0)), static_cast<double>(x(i, 1)),
                static_cast<double>(p(i, 0)), static_cast<double>(p(i, 1)));
  bool const equal = std::equal(p.begin(), p.end(), q.begin());
  std::printf("%s as before saving\n\n", equal ? "the same bits" : "NOT the same");

  // Everything or nothing: a file of another network is refused, and the model stays what it was.
  tacit::classifier<tacit::mlp_network> wider(tacit::mlp({2, 64, 64, 2}), {2});
  try {
    wider.load(path);
  } catch (tacit::file_error const& e) {
    std::printf("a wider network: %s\n", e.what());
  }
  return equal ? 0 : 1;
}
