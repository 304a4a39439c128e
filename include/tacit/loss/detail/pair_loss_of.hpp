// The calls of a loss that compares two matrices row by row and has no options. (One with options writes them out: g++
// warns where designated initialisers leave out a base class.)
#pragma once

#include "tacit/loss/detail/rows.hpp"
#include "tacit/loss/traced.hpp"

namespace tacit::inline TACIT_ABI {
namespace detail {

/// Row: the formula of one row, row(z, target, gz, gtarget, scale).
template <class Row>
struct pair_loss_of {
  static constexpr char const* called = Row::name;

  template <FloatingTensor Logits, FloatingTensor Target, Output GZ = no_output, Output GT = no_output>
  double operator()(Logits const& z, Target const& target, GZ&& gz = {}, GT&& gtarget = {}) const {
    return pair_loss(Row{}, z, target, unweighted{}, gz, gtarget, nowhere);
  }
  template <FloatingTensor Logits, FloatingTensor Target, FloatingTensor Weight, Output GZ = no_output,
            Output GT = no_output, Output GW = no_output>
  double operator()(Logits const& z, Target const& target, Weight const& weight, GZ&& gz = {}, GT&& gtarget = {},
                    GW&& gweight = {}) const {
    return pair_loss(Row{}, z, target, weight, gz, gtarget, gweight);
  }
  template <class... Args>
  requires AnyTraced<Args...>
  auto operator()(Args const&... args) const { return record_loss(*this, args...); }

  /// The terms of the rows, unweighted: terms(i).
  template <FloatingTensor Logits, FloatingTensor Target, Output Out>
  void per_sample(Logits const& z, Target const& target, Out&& terms) const {
    pair_terms(Row{}, z, target, terms);
  }
};

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
