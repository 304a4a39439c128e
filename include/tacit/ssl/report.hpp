// What the terms of a method say about a step.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "tacit/nn/backbone.hpp"
#include "tacit/ssl/notes.hpp"
#include "tacit/tensor/error.hpp"
#include "tacit/tensor/view.hpp"

namespace tacit::inline TACIT_ABI {

/// What one term of a method did in a step: for logs, diagnostics and tests. Views are valid until the next step.
template <class Scalar>
struct term_report {
  char const* name = "unsup";          ///< "sup", "unsup", "fair", ...: each term of a method another
  bool unlabelled = false;             ///< whether the term reads unlabelled rows
  double loss = 0;                     ///< before its weight
  double ramp = 1, weight = 1;         ///< value of the schedule, and the factor that multiplied the loss
  vector_view<Scalar const> mask;      ///< weight of each sample; no data: all count fully
  matrix_view<Scalar const> target;    ///< soft target; no data where the target is hard
  std::span<int const> labels;         ///< most probable class of each row's target
  std::span<sample_view const> views;  ///< whose rows these are, one below the other; empty: those of the pool alone
  double largest_confidence = 0;       ///< over the rows, of the raw prediction
  double disagreement = 0;             ///< share of rows where student and target name another class
  notes<Scalar> noted;                 ///< what else the term and its policies used: thresholds, aligned, ...
};

/// The reports of a step's terms, in order; a fixed number, so that a step allocates nothing.
template <class Scalar>
class term_reports {
 public:
  void push_back(term_report<Scalar> const& report) {
    if (count_ == reports_.size()) throw value_error("step: a method of more than 8 terms: report fewer");
    reports_[count_++] = report;
  }
  auto begin() const { return reports_.begin(); }
  auto end() const { return reports_.begin() + static_cast<std::ptrdiff_t>(count_); }
  std::size_t size() const { return count_; }
  term_report<Scalar> const& operator[](std::size_t i) const { return reports_[i]; }
  /// The report of the term of this name; value_error if no term before has it.
  term_report<Scalar> const& of(std::string_view name) const {
    for (auto const& report : *this)
      if (report.name == name) return report;
    detail::throw_error<value_error>("the method has no term '{}' before the one that asks for it", {name});
  }

 private:
  std::array<term_report<Scalar>, 8> reports_;
  std::size_t count_ = 0;
};

}  // namespace tacit::inline TACIT_ABI
