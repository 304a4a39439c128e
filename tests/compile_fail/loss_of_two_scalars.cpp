// Logits, targets and weights of one loss share their scalar type: a silent conversion would copy.
// expect: tacit: the logits, targets and weights of one loss must have the same scalar type
#include "tacit/loss/cross_entropy.hpp"
#include "tacit/tensor/tensor.hpp"

#ifdef FAIL
using target_scalar = double;
#else
using target_scalar = float;
#endif

int main() {
  tacit::tensor<float, 2> const logits({3, 2});
  tacit::tensor<target_scalar, 2> const target({3, 2});
  static_cast<void>(tacit::cross_entropy(logits, target));
}
