// Selection: the rows that an earlier term of the method selected, or the others.
#pragma once

#include "tacit/ssl/prediction.hpp"

namespace tacit::inline TACIT_ABI {

/// The weights of the term of this name.
struct same_rows {
  static constexpr char const* called = "same_rows";
  char const* term = "unsup";
  template <class Scalar>
  void operator()(prediction<Scalar> const& r, vector_view<Scalar> weight) const {
    auto const& mask = r.reports->of(term).mask;
    for (index_t i = 0; i < r.rows(); ++i) weight[i] = mask[i];
  }
};

/// 1 minus the weights of the term of this name.
struct other_rows {
  static constexpr char const* called = "other_rows";
  char const* term = "unsup";
  template <class Scalar>
  void operator()(prediction<Scalar> const& r, vector_view<Scalar> weight) const {
    auto const& mask = r.reports->of(term).mask;
    for (index_t i = 0; i < r.rows(); ++i) weight[i] = Scalar{1} - mask[i];
  }
};

}  // namespace tacit::inline TACIT_ABI
