// A loss names the concept that its argument lacks.
// expect: FloatingTensor|Readable
#include <vector>

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/tensor/standard.hpp"
#include "tacit/tensor/tensor.hpp"

struct wrapper {
  tacit::tensor<float, 2> values;
};

int main() {
  wrapper const logits{tacit::tensor<float, 2>({3, 2})};
  std::vector<int> const labels{0, 1, 0};
#ifdef FAIL
  static_cast<void>(tacit::cross_entropy(logits, labels));
#else
  static_cast<void>(tacit::cross_entropy(logits.values, labels));
#endif
}
