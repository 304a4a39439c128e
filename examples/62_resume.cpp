// Resume: a run that was stopped half way goes on as if it had not been, bit for bit; and what a checkpoint refuses.
// Run: build/release/examples/62_resume [FILE.npz]
#include <cstdio>
#include <string>

#include "tacit/data/task.hpp"
#include "tacit/data/two_moons.hpp"
#include "tacit/nn/models/mlp.hpp"
#include "tacit/optim/adam.hpp"
#include "tacit/ssl/methods/freematch.hpp"
#include "tacit/train/checkpoint.hpp"
#include "tacit/train/train.hpp"

int main(int argc, char** argv) {
  std::string const path = argc > 1 ? argv[1] : "moons.checkpoint.npz";
  auto const task = tacit::split(tacit::two_moons(), {.per_class = 3, .seed = 1});
  tacit::train_options budget{.steps = 100, .batch = 8, .ratio = 8, .evaluations = 4};
  auto const run = [&](auto... callback) {  // FreeMatch remembers thresholds and class shares: a checkpoint holds them
    return tacit::train(tacit::mlp({2, 32, 2}), task, tacit::freematch(), tacit::adam{.rate = 0.01}, budget,
                        callback...);
  };
  auto const whole = run();

  budget.checkpoint = tacit::npz_checkpoint({.path = path, .method = "freematch, as published"});
  run([](tacit::training_status const& s) { return s.step < 50; });  // as if somebody had pressed Ctrl-C

  budget.checkpoint.resume = true;  // in another process, perhaps on another day
  auto const resumed = run();
  bool const equal = whole.weight_hash == resumed.weight_hash;
  std::printf("without a stop %s, stopped and resumed %s: %s\n", whole.weight_hash.c_str(), resumed.weight_hash.c_str(),
              equal ? "the same bits" : "NOT the same");
  std::printf("the log has %zu steps and %zu evaluations\n\n", resumed.history.steps.size(),
              resumed.history.evaluations.size());

  budget.steps = 200;  // another budget is another run: its schedules are other ones
  try {
    run();
  } catch (tacit::file_error const& e) {
    std::printf("%s\n", e.what());
  }
  return equal ? 0 : 1;
}
