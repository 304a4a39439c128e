// Decay at given steps.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "tacit/tensor/config.hpp"

namespace tacit::inline TACIT_ABI {

/// base gamma^n, n = how many milestones are at or before t.
struct step_decay {
  double base = 1;
  double gamma = 0.1;
  std::vector<double> milestones;
  double operator()(double t) const {
    return base *
           std::pow(gamma, std::count_if(milestones.begin(), milestones.end(), [t](double m) { return m <= t; }));
  }
};

}  // namespace tacit::inline TACIT_ABI
