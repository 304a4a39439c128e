// A result cannot be written to a const tensor.
// expect: tacit::into: this tensor cannot be written: tensor_traits<T>::data\(T&\) must return a non-const pointer
#include <vector>

#include "tacit/tensor/access.hpp"
#include "tacit/tensor/standard.hpp"

int main() {
  std::vector<float> gradient(3);
#ifdef FAIL
  std::vector<float> const& target = gradient;
#else
  std::vector<float>& target = gradient;
#endif
  auto out = tacit::into(target);
  static_cast<void>(out);
}
