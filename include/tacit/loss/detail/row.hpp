// A row of predictions as a loss sees it: probabilities, their logarithms, and the way back to what they came from.
// Everything is double: sums of float rows keep their digits, and the elements are few beside a network's.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "tacit/kernel/detail/scalar_functions.hpp"
#include "tacit/tensor/view.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// p h with 0 for p = 0, also where h is infinite: 0 log 0 = 0.
inline double times(double p, double h) { return p == 0 ? 0 : p * h; }

/// p = softmax(z / T), finite for any finite z: log p_c = (z_c - max z) / T - log sum_k exp((z_k - max z) / T).
template <class S>
class softmax_row {
 public:
  explicit softmax_row(vector_view<S const> z, double temperature = 1) : z_(z), inverse_(1 / temperature) { sum_up(); }

  index_t size() const { return z_.extent(0); }
  double log(index_t c) const {
    if (log_sum_ < 0) log_sum_ = sum_ >= 1 ? log_of_positive(sum_) : sum_;  // at least 1, or NaN
    return exponent(c) - log_sum_;
  }
  double operator()(index_t c) const { return remembers() ? term_[c] * inverse_sum_ : exp_again(log(c)); }

  /// Gradient with respect to z, for d loss / d p_c = h(c): scale p_c (h_c - sum_k p_k h_k) / T.
  template <class H>
  void backward(vector_view<S> gradient, double scale, H h) const {
    if (!gradient.data()) return;
    double mean = 0;
    for (index_t c = 0; c < size(); ++c)
      if (double const slope = h(c); slope != 0) mean += times((*this)(c), slope);
    for (index_t c = 0; c < size(); ++c)
      gradient[c] = static_cast<S>(scale * inverse_ * times((*this)(c), h(c) - mean));
  }

 private:
  /// Rows of up to so many classes remember their exponentials.
  static constexpr index_t most_remembered = 1024;

  /// A call: long rows are rare, and the formula would be compiled at every use.
  [[gnu::noinline]] static double exp_again(double x) { return exp_below(x); }
  [[gnu::noinline]] void sum_up() {
    max_ = -std::numeric_limits<double>::infinity();
    for (index_t c = 0; c < size(); ++c) max_ = std::max(max_, static_cast<double>(z_[c]));
    sum_ = 0;
    if (remembers()) {
      for (index_t c = 0; c < size(); ++c) term_[c] = exp_below(exponent(c));
      for (index_t c = 0; c < size(); ++c) sum_ += term_[c];
    } else {
      for (index_t c = 0; c < size(); ++c) sum_ += exp_below(exponent(c));
    }
    inverse_sum_ = 1 / sum_;
  }
  bool remembers() const { return size() <= most_remembered; }
  double exponent(index_t c) const { return (static_cast<double>(z_[c]) - max_) * inverse_; }

  vector_view<S const> z_;
  double inverse_, max_, sum_, inverse_sum_;
  mutable double log_sum_ = -1;  ///< below 0: not yet asked for, as by many losses never
  double term_[most_remembered];
};

/// Probabilities given as such.
template <class S>
class probability_row {
 public:
  explicit probability_row(vector_view<S const> p) : p_(p) {}

  index_t size() const { return p_.extent(0); }
  double operator()(index_t c) const { return static_cast<double>(p_[c]); }
  double log(index_t c) const { return std::log(static_cast<double>(p_[c])); }

  /// The gradient is h itself; 0 where p is exactly 0 and h infinite, which is what a softmax below would make of it.
  template <class H>
  void backward(vector_view<S> gradient, double scale, H h) const {
    if (!gradient.data()) return;
    for (index_t c = 0; c < size(); ++c)
      gradient[c] = p_[c] == S{0} && !std::isfinite(h(c)) ? S{0} : static_cast<S>(scale * h(c));
  }

 private:
  vector_view<S const> p_;
};

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
