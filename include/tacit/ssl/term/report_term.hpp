// What terms without targets of their own have in common: their report, and their weight.
#pragma once

#include "tacit/ssl/schedule.hpp"
#include "tacit/ssl/step.hpp"

namespace tacit::inline TACIT_ABI::detail {

/// Reports a term on unlabelled rows, with a target if it makes one for another term; returns its value, weighted.
template <class Scalar>
scalar<Scalar> report_term(step<Scalar>& s, char const* name, scalar<Scalar> value, term_weight w,
                           notes<Scalar> const& noted = {}, matrix_view<Scalar const> target = {}) {
  term_report<Scalar> report;
  report.name = name;
  report.unlabelled = true;
  report.loss = value.value();
  report.ramp = w.ramp;
  report.weight = w.weight;
  report.noted = noted;
  report.target = target;
  s.reports().push_back(report);
  return w.weight * value;
}

}  // namespace tacit::inline TACIT_ABI::detail
