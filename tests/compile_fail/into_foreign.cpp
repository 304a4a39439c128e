// A type without tensor_traits is no destination; the sentence says where to read how to make it one.
// expect: tacit::into: this type is not a tensor: specialise tacit::tensor_traits for it \(docs/concepts.md\)
#include <vector>

#include "tacit/tensor/access.hpp"
#include "tacit/tensor/standard.hpp"

struct wrapper {
  std::vector<float> values;
};

int main() {
  wrapper gradient{{1, 2, 3}};
#ifdef FAIL
  auto out = tacit::into(gradient);
#else
  auto out = tacit::into(gradient.values);
#endif
  static_cast<void>(out);
}
