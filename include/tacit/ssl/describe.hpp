// A method in words, from the composition itself: what is in each slot.
#pragma once

#include <cstdio>
#include <string>
#include <tuple>
#include <vector>

#include "tacit/ssl/view_list.hpp"

namespace tacit::inline TACIT_ABI {

/// "weak2", "alone(labelled)": as programs write it.
inline std::string spelled(sample_view v) {
  using change_t = sample_view::change_t;
  using strength_t = sample_view::strength_t;
  bool const of_labels = v.stream == sample_view::stream_t::labelled;
  char const* const strength = v.strength == strength_t::none     ? "clean"
                               : v.strength == strength_t::weak   ? "weak"
                               : v.strength == strength_t::medium ? "medium"
                                                                  : "strong";
  std::string name = strength;
  if (of_labels) name = v.strength == strength_t::weak ? "labelled" : "labelled_" + name;
  if (v.draw > 0) name += std::to_string(v.draw + 1);
  switch (v.change) {
    case change_t::alone:
      return "alone(" + name + ")";
    case change_t::mixed:
      return "mixed(" + name + ")";
    case change_t::perturbed:
      return "perturbed(" + name + ")";
    case change_t::rotated:
      return "rotated(" + name + ")";
    default:
      return name;
  }
}

inline std::string spelled(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

template <std::size_t Count>
std::string spelled(view_list<Count> const& list) {
  std::string all;
  for (sample_view v : list.views) all += (all.empty() ? "" : " + ") + spelled(v);
  return all;
}

/// "confident(0.95)", "aligned(student(weak), running_mean(0.999), uniform_shares)": a policy says what it is
/// `called`, and may show its parts (numbers with names, views, other policies) to a visitor:
///
///     static constexpr char const* called = "confident";
///     template <class V> constexpr void parts(V&& visitor) const { visitor("threshold", threshold); }
///
/// A member `view` or `views` needs no mention. A policy that says nothing is "unnamed".
template <class Policy>
std::string described(Policy const& policy);

namespace detail {

/// Collects parts.
class part_list {
 public:
  void operator()(char const* name, double value) {
    ++numbers_;
    parts_.push_back({name, spelled(value)});
  }
  void operator()(sample_view v) { parts_.push_back({"", spelled(v)}); }
  template <std::size_t Count>
  void operator()(view_list<Count> const& list) {
    parts_.push_back({"", spelled(list)});
  }
  void operator()(char const* word) { parts_.push_back({"", word}); }
  template <class Policy>
  void operator()(Policy const& policy) {
    parts_.push_back({"", described(policy)});
  }

  /// "(a, b 2)", a number alone without its name; nothing for no parts.
  std::string text() const {
    std::string all;
    for (auto const& p : parts_) {
      all += all.empty() ? "(" : ", ";
      if (*p.name && numbers_ > 1) all += std::string(p.name) + " ";
      all += p.text;
    }
    return all.empty() ? all : all + ")";
  }

 private:
  struct part {
    char const* name;
    std::string text;
  };
  std::vector<part> parts_;
  int numbers_ = 0;
};

}  // namespace detail

template <class Policy>
std::string described(Policy const& policy) {
  std::string text = "unnamed";
  if constexpr (requires { Policy::called; }) text = Policy::called;
  detail::part_list parts;
  if constexpr (requires { policy.views; })
    parts(policy.views);
  else if constexpr (requires { policy.view; })
    parts(policy.view);
  if constexpr (requires { policy.parts(parts); }) policy.parts(parts);
  return text + parts.text();
}

/// A term's values, slot by slot; empty where it has none.
struct term_slots {
  std::string term, source, transform, selection, match, schedule;
};

namespace detail {
template <class Match>
std::string described_match(Match const& match) {
  return described(match.loss) + ", " + spelled(match.views);
}

/// Terms are known by their members, as `consistency` and `regulariser` name them; others are `called` something.
template <class Term>
term_slots slots_of(Term const& term) {
  term_slots row;
  if constexpr (requires { term.name; })
    row.term = term.name;
  else
    row.term = "sup";
  if constexpr (requires { term.source; }) row.source = described(term.source);
  if constexpr (requires { term.transform; }) row.transform = described(term.transform);
  if constexpr (requires { term.selection; }) row.selection = described(term.selection);
  if constexpr (requires { term.keep; }) row.selection = described(term.keep);
  if constexpr (requires { term.pool; }) {
    row.source = described(term.pool.source);
    row.transform = described(term.pool.transform);
    if constexpr (requires { term.labelled_loss; }) row.term = "sup, unsup";
  }
  if constexpr (requires { term.match.loss; })
    row.match = described_match(term.match);
  else if constexpr (requires { Term::called; })
    row.match = described(term);
  else if constexpr (requires {
                       term.loss;
                       term.views;
                     })
    row.match = described_match(term);
  else if constexpr (requires { term.unlabelled_loss; })
    row.match = described(term.labelled_loss) + ", mixed(labelled); " + described(term.unlabelled_loss) + ", mixed(" +
                spelled(term.pool.views) + ")";
  else if constexpr (requires { term.mix; })
    row.match = described(term.loss) + ", mixed(labelled)";
  else if constexpr (requires { term.pool; })
    row.match = described(term.loss) + ", mixed(labelled) + mixed(" + spelled(term.pool.views) + ")";
  else if constexpr (requires { term.loss; })
    row.match = described(term.loss) + ", labelled";
  if (row.match.empty()) row.match = "unnamed";
  if constexpr (requires { term.schedule; }) row.schedule = described(term.schedule);
  return row;
}
}  // namespace detail

struct method_slots {
  std::string passes;
  std::vector<term_slots> terms;
  std::vector<std::string> views;  ///< of the student
};

/// Of a composed method.
template <class Method>
method_slots describe(Method const& method) {
  method_slots all;
  all.passes = described(method.passes);
  std::apply([&](auto const&... term) { (all.terms.push_back(detail::slots_of(term)), ...); }, method.terms);
  for (sample_view v : method.student_views().all()) all.views.push_back(spelled(v));
  return all;
}

}  // namespace tacit::inline TACIT_ABI
