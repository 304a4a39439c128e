// What a consumer of the package writes: one loss on tensors of its own, in a program of two translation units.
#include "tacit/loss/cross_entropy.hpp"

#include <cstdio>
#include <vector>

#include "tacit/tensor/standard.hpp"
#include "tacit/tensor/tensor.hpp"

double loss_elsewhere(tacit::tensor<float, 2> const& logits, std::vector<int> const& labels);
int threads_elsewhere();

int main() {
  tacit::tensor<float, 2> const logits({2, 3}, {1, 2, 3, 1, 1, 1});
  std::vector<int> const labels{2, 0};
  tacit::tensor<float, 2> gradient({2, 3});
  double const loss = tacit::cross_entropy(logits, labels, tacit::into(gradient));
  double const expected = (0.40760596444438013 + 1.0986122886681098) / 2;
  std::printf("loss %.6f, threads %d\n", loss, threads_elsewhere());
  bool const right = loss > expected - 1e-6 && loss < expected + 1e-6 && loss_elsewhere(logits, labels) == loss;
  return right ? 0 : 1;
}
