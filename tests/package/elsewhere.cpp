// The second translation unit of the consumer.
#include <vector>

#include "tacit/kernel/context.hpp"
#include "tacit/loss/cross_entropy.hpp"
#include "tacit/tensor/standard.hpp"
#include "tacit/tensor/tensor.hpp"

double loss_elsewhere(tacit::tensor<float, 2> const& logits, std::vector<int> const& labels) {
  return tacit::cross_entropy(logits, labels);
}

int threads_elsewhere() { return tacit::context().threads(); }
