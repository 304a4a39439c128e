// Cross entropy of logits with labels or with probabilities.
#pragma once

#include "tacit/loss/detail/row.hpp"
#include "tacit/loss/detail/rows.hpp"
#include "tacit/loss/traced.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
struct cross_entropy_label_row {
  static constexpr char const* name = "cross_entropy";
  template <class S>
  double operator()(vector_view<S const> z, index_t y, vector_view<S> gz, double scale) const {
    softmax_row<S> const p(z);
    if (gz.data())
      for (index_t c = 0; c < p.size(); ++c) gz[c] = static_cast<S>(scale * (p(c) - (c == y ? 1 : 0)));
    return -p.log(y);
  }
};

struct cross_entropy_row {
  static constexpr char const* name = "cross_entropy";
  static constexpr bool needs_probabilities = false;  // linear in the target: any real number makes sense
  template <class S>
  double operator()(vector_view<S const> z, vector_view<S const> target, vector_view<S> gz, vector_view<S> gtarget,
                    double scale) const {
    softmax_row<S> const p(z);
    double value = 0, mass = 0;
    for (index_t c = 0; c < p.size(); ++c) {
      double const q = static_cast<double>(target[c]);
      value -= times(q, p.log(c));
      mass += q;
    }
    for (index_t c = 0; c < p.size(); ++c) {
      if (gz.data()) gz[c] = static_cast<S>(scale * (p(c) * mass - static_cast<double>(target[c])));
      if (gtarget.data()) gtarget[c] = static_cast<S>(-scale * p.log(c));
    }
    return value;
  }
};
}  // namespace detail

/// Mean over all N rows of -log softmax(z_i)[y_i], or of -sum_c target_ic log softmax(z_i)_c, in log-sum-exp form.
/// With sample weights: (1/N) sum_i w_i ce_i, divided by all N, zeros included. No rows: 0.
///
///     cross_entropy(z, y)                            z: N x C logits, y: N labels in 0 .. C-1
///     cross_entropy(z, y, into(gz))                  gz: N x C, overwritten with the gradient
///     cross_entropy(z, y, w, into(gz), into(gw))     w: N weights
///     cross_entropy(z, target, into(gz), into(gt))   target: N x C, any non-negative rows; also with w before the
///     outputs
///
/// Trailing outputs may be left out, earlier ones be `nowhere`. Throws shape_error, and value_error for a label out of
/// range.
inline constexpr struct cross_entropy_t {
  static constexpr char const* called = "cross_entropy";
  template <FloatingTensor Logits, Labels Y, Output GZ = no_output>
  double operator()(Logits const& z, Y const& y, GZ&& gz = {}) const {
    return detail::label_loss(detail::cross_entropy_label_row{}, z, y, detail::unweighted{}, gz, nowhere);
  }
  template <FloatingTensor Logits, Labels Y, FloatingTensor Weight, Output GZ = no_output, Output GW = no_output>
  double operator()(Logits const& z, Y const& y, Weight const& weight, GZ&& gz = {}, GW&& gweight = {}) const {
    return detail::label_loss(detail::cross_entropy_label_row{}, z, y, weight, gz, gweight);
  }
  template <FloatingTensor Logits, FloatingTensor Target, Output GZ = no_output, Output GT = no_output>
  double operator()(Logits const& z, Target const& target, GZ&& gz = {}, GT&& gtarget = {}) const {
    return detail::pair_loss(detail::cross_entropy_row{}, z, target, detail::unweighted{}, gz, gtarget, nowhere);
  }
  template <FloatingTensor Logits, FloatingTensor Target, FloatingTensor Weight, Output GZ = no_output,
            Output GT = no_output, Output GW = no_output>
  double operator()(Logits const& z, Target const& target, Weight const& weight, GZ&& gz = {}, GT&& gtarget = {},
                    GW&& gweight = {}) const {
    return detail::pair_loss(detail::cross_entropy_row{}, z, target, weight, gz, gtarget, gweight);
  }
  template <class... Args>
  requires AnyTraced<Args...>
  auto operator()(Args const&... args) const { return record_loss(*this, args...); }

  /// The terms of the rows: terms(i) = ce_i.
  template <FloatingTensor Logits, Labels Y, Output Out>
  void per_sample(Logits const& z, Y const& y, Out&& terms) const {
    detail::label_terms(detail::cross_entropy_label_row{}, z, y, terms);
  }
  template <FloatingTensor Logits, FloatingTensor Target, Output Out>
  void per_sample(Logits const& z, Target const& target, Out&& terms) const {
    detail::pair_terms(detail::cross_entropy_row{}, z, target, terms);
  }
} cross_entropy{};

}  // namespace tacit::inline TACIT_ABI
