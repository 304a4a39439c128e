// Target source: the target that an earlier term of the method has made.
#pragma once

#include "tacit/ssl/policy.hpp"
#include "tacit/ssl/prediction.hpp"
#include "tacit/ssl/step.hpp"
#include "tacit/ssl/view_list.hpp"

namespace tacit::inline TACIT_ABI {

/// The soft target in the report of the term of this name.
struct reported_source {
  static constexpr bool stopped = true;
  static constexpr char const* called = "target_of";
  char const* term;

  constexpr void student_views(view_set&) const {}
  template <class V>
  constexpr void parts(V&& visitor) const {
    visitor(term);
  }

  template <class Scalar>
  void predict(no_state&, step<Scalar>& s, student_logits<Scalar> const&, prediction<Scalar>& record) const {
    record.probabilities = s.reports().of(term).target;
  }
};

/// `target_of("unsup")`
constexpr reported_source target_of(char const* term) { return {term}; }

}  // namespace tacit::inline TACIT_ABI
