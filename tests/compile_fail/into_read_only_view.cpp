// A view of const elements cannot receive a result.
// expect: tacit::into: this tensor cannot be written
#include "tacit/tensor/access.hpp"
#include "tacit/tensor/tensor.hpp"

int main() {
  tacit::tensor<float, 2> gradient({3, 2});
#ifdef FAIL
  auto out = tacit::into(tacit::matrix_view<float const>(gradient));
#else
  auto out = tacit::into(tacit::matrix_view<float>(gradient));
#endif
  static_cast<void>(out);
}
