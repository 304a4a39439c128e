// Losses on Eigen matrices: value, gradient, a confidence threshold and a ramp-up, with nothing else of the library.
// Run: build/release/examples/10_loss_on_eigen
#include <Eigen/Core>
#include <cstdio>
#include <vector>

#include "tacit/adapt/eigen.hpp"
#include "tacit/loss/cross_entropy.hpp"
#include "tacit/loss/softmax.hpp"
#include "tacit/optim/schedule/sigmoid_rampup.hpp"
#include "tacit/ssl/select/confident.hpp"
#include "tacit/ssl/target/harden.hpp"
#include "tacit/tensor/standard.hpp"

int main() {
  // Logits as some model of yours gave them: a row is a sample, a column a class. The first 4 samples have labels; the
  // other 8 were seen twice, as a weak and as a strong view.
  Eigen::MatrixXf const z = 4 * Eigen::MatrixXf::Random(12, 3), weak = 4 * Eigen::MatrixXf::Random(8, 3);
  std::vector<int> const labels{0, 2, 1, 1};
  Eigen::MatrixXf gradient = Eigen::MatrixXf::Zero(12, 3);

  // Inputs may be any part of a matrix, and so may be the place where a gradient goes.
  double const supervised = tacit::cross_entropy(z.topRows(4), labels, tacit::into(gradient.topRows(4)));

  // FixMatch's term: the most probable class of the weak view is the label of the strong one, where it is confident.
  auto const p = tacit::softmax(weak);
  auto const target = tacit::harden(p);
  auto const weight = tacit::confident{.threshold = 0.8}(p);
  double const unlabelled = tacit::cross_entropy(z.bottomRows(8), target, weight, tacit::into(gradient.bottomRows(8)));

  // The term's weight rises over the first 400 steps; here at step 100. Gradients scale with it.
  double const ramp = tacit::sigmoid_rampup{.length = 400}(100);
  gradient.bottomRows(8) *= static_cast<float>(ramp);

  std::printf("supervised %.3f + %.3f x unlabelled %.3f\n", supervised, ramp, unlabelled);
  for (Eigen::Index i = 0; i < gradient.rows(); ++i)
    std::printf("sample %2d  gradient %7.4f %7.4f %7.4f\n", static_cast<int>(i), static_cast<double>(gradient(i, 0)),
                static_cast<double>(gradient(i, 1)), static_cast<double>(gradient(i, 2)));
}
