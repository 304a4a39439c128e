// What the heads of a network gave in a step, found by head and view; and how views ask for them.
#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "tacit/autodiff/tape.hpp"
#include "tacit/nn/backbone.hpp"

namespace tacit::inline TACIT_ABI {

/// "unlabelled strong 1", "mixed labelled weak 0"
inline std::string name_of(sample_view v) {
  constexpr std::array<char const*, 4> strengths{"none", "weak", "medium", "strong"};
  constexpr std::array<char const*, 5> changes{"", "alone ", "mixed ", "perturbed ", "rotated "};
  return detail::message("{}{} {} {}", {changes[static_cast<std::size_t>(v.change)],
                                        v.stream == sample_view::stream_t::labelled ? "labelled" : "unlabelled",
                                        strengths[static_cast<std::size_t>(v.strength)], v.draw});
}

template <std::size_t Count>
struct head_request {
  head_kind kind;
  std::array<sample_view, Count> views;
};

/// `step.forward(joint(labelled, weak, strong), head_of(projection, weak, strong))`: these views with this head.
template <std::same_as<sample_view>... Views>
constexpr head_request<sizeof...(Views)> head_of(head_kind k, Views... views) {
  return {k, {views...}};
}

template <class Scalar>
class head_values {
 public:
  void add(head_kind k, sample_view v, variable<Scalar> value) {
    if (count_ == entries_.size()) throw value_error("step: more than 32 views with heads in one step");
    entries_[count_++] = {k, v, value};
  }
  /// The latest; throws value_error if no pass of the step has it.
  variable<Scalar> at(head_kind k, sample_view v) const {
    for (std::size_t i = count_; i-- > 0;)
      if (entries_[i].kind == k && entries_[i].view == v) return entries_[i].value;
    detail::throw_error<value_error>("step: no pass asked for the {} head of the view '{}'", {name_of(k), name_of(v)});
  }

 private:
  struct entry {
    head_kind kind;
    sample_view view;
    variable<Scalar> value;
  };
  std::array<entry, 32> entries_{};
  std::size_t count_ = 0;
};

}  // namespace tacit::inline TACIT_ABI
