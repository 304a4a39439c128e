// Conjugate pseudo-labels: the self-training loss that a source loss implies (Goyal et al. 2022).
#pragma once

#include "tacit/loss/entropy.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
/// y* = a / sum a with a_c = p_c / (1 + epsilon p_c) solves (I + epsilon diag p - epsilon p p^T) y* = p
/// (Sherman-Morrison), and sums to 1; so the loss is sum_c y*_c v_c with v_c = -log p_c + epsilon (1 - p_c).
template <class S>
class poly1_conjugate {
 public:
  poly1_conjugate(softmax_row<S> const& p, double epsilon) : p_(p), epsilon_(epsilon) {
    for (index_t c = 0; c < p_.size(); ++c) sum_ += p_(c) / slope(c);
  }
  double label(index_t c) const { return p_(c) / slope(c) / sum_; }
  double cost(index_t c) const { return -p_.log(c) + epsilon_ * (1 - p_(c)); }
  double value() const {
    double sum = 0;
    for (index_t c = 0; c < p_.size(); ++c) sum += times(label(c), cost(c));
    return sum;
  }
  /// d loss / d log p_c: dy*_c = y*_c (dlog a_c - sum y* dlog a), dlog a_c = dlog p_c / slope_c, dv_c = -slope_c dlog
  /// p_c.
  double log_gradient(index_t c, double value) const {
    return times(label(c), (cost(c) - value) / slope(c) - slope(c));
  }

 private:
  double slope(index_t c) const { return 1 + epsilon_ * p_(c); }

  softmax_row<S> const& p_;
  double epsilon_, sum_ = 0;
};

struct conjugate_poly1_row {
  static constexpr char const* name = "conjugate_poly1";
  double epsilon, temperature;
  template <class S>
  double operator()(vector_view<S const> z, vector_view<S> gz, double scale) const {
    softmax_row<S> const p(z, temperature);
    poly1_conjugate<S> const conjugate(p, epsilon);
    double const value = conjugate.value();
    if (gz.data()) {
      double total = 0;
      for (index_t c = 0; c < p.size(); ++c) total += conjugate.log_gradient(c, value);
      for (index_t c = 0; c < p.size(); ++c)
        gz[c] = static_cast<S>(scale / temperature * (conjugate.log_gradient(c, value) - p(c) * total));
    }
    return value;
  }
};
}  // namespace detail

/// Conjugate of cross entropy: mean entropy of softmax(z / T), gradient through p. Calls as `entropy`.
struct conjugate_cross_entropy {
  double temperature = 1;  ///< positive

  template <FloatingTensor Logits, Output GZ = no_output>
  double operator()(Logits const& z, GZ&& gz = {}) const {
    return detail::single_loss(row(), z, detail::unweighted{}, gz, nowhere);
  }
  template <FloatingTensor Logits, FloatingTensor Weight, Output GZ = no_output, Output GW = no_output>
  double operator()(Logits const& z, Weight const& weight, GZ&& gz = {}, GW&& gweight = {}) const {
    return detail::single_loss(row(), z, weight, gz, gweight);
  }
  template <class... Args>
  requires AnyTraced<Args...>
  auto operator()(Args const&... args) const { return record_loss(*this, args...); }

  /// The terms of the rows: terms(i).
  template <FloatingTensor Logits, Output Out>
  void per_sample(Logits const& z, Out&& terms) const {
    detail::single_terms(row(), z, terms);
  }

 private:
  detail::entropy_row row() const {
    detail::require_positive("conjugate_cross_entropy", "temperature", temperature);
    return {temperature};
  }
};

/// Conjugate of PolyLoss-1: mean of logsumexp z' - sum_c [y*_c z'_c - epsilon y*_c (1 - p_c)] with z' = z / T,
/// p = softmax(z') and y* the solution of (I + epsilon diag p - epsilon p p^T) y* = p; the gradient flows through y*.
/// Calls as `entropy`.
struct conjugate_poly1 {
  double epsilon = 1;      ///< above -1
  double temperature = 1;  ///< positive

  template <FloatingTensor Logits, Output GZ = no_output>
  double operator()(Logits const& z, GZ&& gz = {}) const {
    return detail::single_loss(row(), z, detail::unweighted{}, gz, nowhere);
  }
  template <FloatingTensor Logits, FloatingTensor Weight, Output GZ = no_output, Output GW = no_output>
  double operator()(Logits const& z, Weight const& weight, GZ&& gz = {}, GW&& gweight = {}) const {
    return detail::single_loss(row(), z, weight, gz, gweight);
  }
  template <class... Args>
  requires AnyTraced<Args...>
  auto operator()(Args const&... args) const { return record_loss(*this, args...); }

  /// The terms of the rows: terms(i).
  template <FloatingTensor Logits, Output Out>
  void per_sample(Logits const& z, Out&& terms) const {
    detail::single_terms(row(), z, terms);
  }

  /// The pseudo-labels y*, N x C.
  template <FloatingTensor Logits, Output Out>
  void pseudo_labels(Logits const& z, Out&& labels) const {
    using S = value_type_of<Logits>;
    auto const zr = read<2>(z);
    write_labels<S>(row(), *zr, detail::result_view<S>("conjugate_poly1", "pseudo-labels", labels, zr->extents()));
  }

 private:
  detail::conjugate_poly1_row row() const {
    detail::require_positive("conjugate_poly1", "temperature", temperature);
    detail::require_positive("conjugate_poly1", "1 + epsilon", 1 + epsilon);
    return {epsilon, temperature};
  }
  template <class S>
  static void write_labels(detail::conjugate_poly1_row const& options, matrix_view<S const> z, matrix_view<S> labels) {
    for (index_t i = 0; i < z.extent(0); ++i) {
      detail::softmax_row<S> const p(z.row(i), options.temperature);
      detail::poly1_conjugate<S> const conjugate(p, options.epsilon);
      for (index_t c = 0; c < p.size(); ++c) labels(i, c) = static_cast<S>(conjugate.label(c));
    }
  }
};

}  // namespace tacit::inline TACIT_ABI
