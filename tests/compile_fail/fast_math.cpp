// -ffast-math is refused: it breaks infinities, NaN checks and bitwise reproducibility.
// expect: tacit: -ffast-math breaks infinities, NaN checks and bitwise reproducibility; build without it
#ifdef FAIL
#define __FAST_MATH__ 1
#endif
#include "tacit/tensor/view.hpp"

int main() {}
