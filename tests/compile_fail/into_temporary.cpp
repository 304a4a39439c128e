// A result cannot be written to a temporary that owns its elements; to one that views them it can.
// expect: tacit::into: a temporary that owns its elements would lose the result; pass a named tensor
#include <span>
#include <vector>

#include "tacit/tensor/access.hpp"
#include "tacit/tensor/standard.hpp"

int main() {
  std::vector<float> gradient(3);
#ifdef FAIL
  auto out = tacit::into(std::vector<float>(3));
#else
  auto out = tacit::into(std::span(gradient));
#endif
  static_cast<void>(out);
}
