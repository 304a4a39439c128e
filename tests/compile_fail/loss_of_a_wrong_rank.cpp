// Logits are a matrix; a type of another rank is refused when compiling.
// expect: TensorOfRank|view_of
#include <vector>

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/tensor/standard.hpp"
#include "tacit/tensor/tensor.hpp"

#ifdef FAIL
constexpr std::size_t rank = 3;
constexpr std::array<tacit::index_t, rank> extents{3, 2, 1};
#else
constexpr std::size_t rank = 2;
constexpr std::array<tacit::index_t, rank> extents{3, 2};
#endif

int main() {
  tacit::tensor<float, rank> const logits(extents);
  std::vector<int> const labels{0, 1, 0};
  static_cast<void>(tacit::cross_entropy(logits, labels));
}
