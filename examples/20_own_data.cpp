// Data of your own, from memory to predictions: X_l with labels y_l, X_u without, then classes for new samples.
// Run: build/release/examples/20_own_data
#include <Eigen/Core>
#include <cmath>
#include <cstdio>
#include <vector>

#include "tacit/adapt/eigen.hpp"
#include "tacit/data/own_data.hpp"
#include "tacit/nn/models/mlp.hpp"
#include "tacit/optim/adam.hpp"
#include "tacit/ssl/methods/fixmatch.hpp"
#include "tacit/train/train.hpp"

// Three clusters in the plane; row i belongs to cluster i % 3. Any tensor type would do: see docs/concepts.md.
Eigen::MatrixXf clusters(Eigen::Index rows, std::uint64_t seed) {
  Eigen::MatrixXf x(rows, 2);
  tacit::random_stream random(seed, tacit::purpose::user);
  for (Eigen::Index i = 0; i < rows; ++i) {
    double const angle = 2.0944 * static_cast<double>(i % 3);
    x(i, 0) = static_cast<float>(std::cos(angle) + 0.4 * random.normal());
    x(i, 1) = static_cast<float>(std::sin(angle) + 0.4 * random.normal());
  }
  return x;
}

int main() {
  Eigen::MatrixXf const x_labelled = clusters(6, 1), x_unlabelled = clusters(900, 2), x_new = clusters(300, 3);
  std::vector<int> y_labelled(6);
  for (std::size_t i = 0; i < y_labelled.size(); ++i) y_labelled[i] = static_cast<int>(i % 3);

  auto const task = tacit::own_data(x_labelled, y_labelled, x_unlabelled);
  auto run = tacit::train(tacit::mlp({2, 64, 64, 3}), task, tacit::fixmatch({.threshold = 0.9}),
                          tacit::adam{.rate = 0.005}, {.steps = 400, .batch = 18, .ratio = 5});
  std::fputs(run.report().c_str(), stdout);

  auto const classes = run.model.classify(x_new);       // most probable class of each row
  auto const probabilities = run.model.predict(x_new);  // rows x classes
  int right = 0;
  for (std::size_t i = 0; i < classes.size(); ++i) right += classes[i] == static_cast<int>(i % 3);
  std::printf("new samples: %d of %zu right; the first: class %d with probability %.3f\n", right, classes.size(),
              classes[0], static_cast<double>(probabilities(0, classes[0])));
}
