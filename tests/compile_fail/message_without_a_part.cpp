// A message would print a place that nothing fills.
// expect: a message needs a part for each of its places
#include "tacit/tensor/message.hpp"

std::string text() {
#ifdef FAIL
  return tacit::detail::message("expected {}, got {}", {1});
#else
  return tacit::detail::message("expected {}, got {}", {1, 2});
#endif
}
