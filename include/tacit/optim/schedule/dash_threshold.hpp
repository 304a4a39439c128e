// The falling loss threshold of Dash (Xu et al. 2021).
#pragma once

#include <algorithm>
#include <cmath>

#include "tacit/tensor/config.hpp"

namespace tacit::inline TACIT_ABI {

/// max(c gamma^-(t div every) rho, rho_min); rho is the mean loss of the labelled samples when selection starts.
struct dash_threshold {
  double c = 1.0001;
  double gamma = 1.27;
  double every = 1;  ///< steps, positive
  double rho = 1;
  double rho_min = 0.05;
  double operator()(double t) const { return std::max(c * std::pow(gamma, -std::floor(t / every)) * rho, rho_min); }
};

}  // namespace tacit::inline TACIT_ABI
