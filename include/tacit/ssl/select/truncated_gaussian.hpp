// Selection: a weight that falls off like a Gaussian below the mean confidence (SoftMatch; Chen et al. 2023).
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "tacit/ssl/prediction.hpp"
#include "tacit/ssl/task_info.hpp"

namespace tacit::inline TACIT_ABI {

/// Moving averages of the confidence's mean and variance: one number each, or one a class.
struct truncated_gaussian_state {
  std::vector<double> mu, var;
  std::vector<double> count, sum, square;  // of one step's rows, no memory of the method

  template <class Visitor>
  void visit(Visitor&& visitor) {
    visitor("mu", mu);
    visitor("var", var);
  }
};

/// weight = exp(-min(v - mu, 0)^2 / (2 var / n^2)), v the row's largest aligned probability; mu and var follow the
/// batch mean and unbiased variance of the confidence, updated before use; they start at 1/C and 1.
struct truncated_gaussian {
  static constexpr char const* called = "truncated_gaussian";
  template <class V>
  constexpr void parts(V&& v) const {
    v("momentum", momentum);
    v("n_sigma", n_sigma);
  }
  double momentum = 0.999;  ///< meant for 2^20 steps: keep 1 / (1 - m) well below the run
  double n_sigma = 2;
  bool per_class = false;       ///< mu and var of each predicted class; fewer than 2 rows count as mean 0, variance 1
  bool raw_statistics = false;  ///< mu and var of the raw probabilities; else of the aligned ones

  template <class Scalar>
  using state = truncated_gaussian_state;

  template <class Scalar>
  truncated_gaussian_state init(task_info const& info) const {
    std::size_t const n = per_class ? static_cast<std::size_t>(info.classes) : 1;
    std::vector<double> const zeros(n);
    return {std::vector<double>(n, 1 / static_cast<double>(info.classes)), std::vector<double>(n, 1.0), zeros, zeros,
            zeros};
  }

  template <class Scalar>
  void before(truncated_gaussian_state& st, prediction<Scalar> const& r) const {
    auto const& p = raw_statistics ? r.probabilities : r.aligned;
    for (auto* sums : {&st.count, &st.sum, &st.square}) std::fill(sums->begin(), sums->end(), 0.0);
    for (index_t i = 0; i < r.rows(); ++i) {
      auto const [k, v] = confidence(p, i);
      st.count[k] += 1;
      st.sum[k] += v;
    }
    for (index_t i = 0; i < r.rows(); ++i) {  // deviations from the mean, for the digits of float
      auto const [k, v] = confidence(p, i);
      double const away = v - st.sum[k] / st.count[k];
      st.square[k] += away * away;
    }
    if (r.rows() < 2) return;
    for (std::size_t k = 0; k < st.mu.size(); ++k) {
      bool const enough = st.count[k] >= 2;
      st.mu[k] = momentum * st.mu[k] + (1 - momentum) * (enough ? st.sum[k] / st.count[k] : 0.0);
      st.var[k] = momentum * st.var[k] + (1 - momentum) * (enough ? st.square[k] / (st.count[k] - 1) : 1.0);
    }
  }

  template <class Scalar>
  void operator()(truncated_gaussian_state const& st, prediction<Scalar> const& r, vector_view<Scalar> weight) const {
    for (index_t i = 0; i < r.rows(); ++i) {
      auto const [k, v] = confidence(r.aligned, i);
      double const below = std::min(v - st.mu[k], 0.0);
      weight[i] = static_cast<Scalar>(std::exp(-below * below * n_sigma * n_sigma / (2 * st.var[k])));
    }
  }

 private:
  struct confident_row {
    std::size_t at;  ///< which mu and var
    double value;
  };
  template <class Scalar>
  confident_row confidence(matrix_view<Scalar const> p, index_t i) const {
    int const label = most_probable(p, i);
    return {per_class ? static_cast<std::size_t>(label) : 0, static_cast<double>(p(i, label))};
  }
};

}  // namespace tacit::inline TACIT_ABI
