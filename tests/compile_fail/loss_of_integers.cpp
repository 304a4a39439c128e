// Logits are floating-point numbers.
// expect: FloatingTensor|floating_point
#include <vector>

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/tensor/standard.hpp"
#include "tacit/tensor/tensor.hpp"

#ifdef FAIL
using scalar = int;
#else
using scalar = double;
#endif

int main() {
  tacit::tensor<scalar, 2> const logits({3, 2});
  std::vector<int> const labels{0, 1, 0};
  static_cast<void>(tacit::cross_entropy(logits, labels));
}
