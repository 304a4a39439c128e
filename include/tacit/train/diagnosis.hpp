// Watches the unlabelled term: one that sends no gradient to the student is reported once, with the reason.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "tacit/train/history.hpp"

namespace tacit::inline TACIT_ABI {

class diagnosis {
 public:
  /// `patience`: consecutive steps without gradient before the term counts as dead.
  explicit diagnosis(index_t patience) : patience_(patience) {}

  /// Call after each step of a method that reads unlabelled rows; gives the warning the first time there is one.
  std::optional<std::string> watch(step_log const& log) {
    if (log.gradient_norm > 0) {
      silent_ = 0;
      confidence_ = 0;
      return std::nullopt;
    }
    if (!std::isnan(log.largest_confidence)) confidence_ = std::max(confidence_, log.largest_confidence);
    if (++silent_ != patience_ || reported_) return std::nullopt;
    reported_ = true;
    return detail::message("the unlabelled term sent no gradient to the student for {} steps (up to step {}): {}",
                           {patience_, log.step, reason(log)});
  }

  template <class Visitor>
  void visit(Visitor&& visitor) {
    visitor("silent", silent_);
    visitor("confidence", confidence_);
    visitor("reported", reported_);
  }

 private:
  std::string reason(step_log const& log) const {
    if (log.weight == 0) return "its weight is 0 (the schedule has not risen yet, or the factor is 0)";
    if (!std::isnan(log.mask_rate) && log.mask_rate == 0)
      return detail::message(
          "no sample was selected; the largest confidence seen was {} (lower the threshold, or train longer before it "
          "counts)",
          {confidence_});
    return "student and target agree exactly; do they see the same view, or is the student's output used as its own "
           "soft target?";
  }

  index_t patience_, silent_ = 0;
  double confidence_ = 0;
  bool reported_ = false;
};

}  // namespace tacit::inline TACIT_ABI
