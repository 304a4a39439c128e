// An average has the scalar type of what it averages.
// expect: tacit::ema_update: both tensors must have one scalar type
#include <vector>

#include "tacit/optim/ema_update.hpp"
#include "tacit/tensor/standard.hpp"

#ifdef FAIL
using scalar = double;
#else
using scalar = float;
#endif

int main() {
  std::vector<float> shadow(3);
  std::vector<scalar> const theta(3);
  tacit::ema_update(shadow, theta, 0.999);
}
