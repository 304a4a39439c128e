// The slots of every method, asked of the compositions themselves.
#include "catalogue.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "methods.hpp"
#include "spelling.hpp"
#include "tacit/ssl/describe.hpp"
#include "tacit/ssl/methods.hpp"
#include "text.hpp"

namespace bench {

namespace {

using tacit::index_t;

/// A task whose sizes can be told apart, so that the shape of a state array reads as what it follows.
struct sample_task {
  static constexpr index_t classes = 7, pool = 1009, labelled = 11, unlabelled = 23;
  std::array<double, classes> shares{};
  std::array<int, 31> labels{};
  tacit::task_info info() const {
    return {.classes = classes,
            .pool = pool,
            .labelled_batch = labelled,
            .unlabelled_batch = unlabelled,
            .steps = 100,
            .steps_per_epoch = 50,
            .labelled_shares = shares,
            .labels = labels};
  }
  static std::string extent(index_t e) {
    if (e == classes) return "C";
    if (e == pool) return "pool";
    if (e == labelled) return "B";
    if (e == unlabelled) return "U";
    if (e == 31) return "labelled";
    return std::to_string(e);
  }
};

/// Names and shapes of state arrays.
struct state_lister {
  std::vector<std::string> arrays;

  template <class Array>
  void operator()(char const* name, Array const& array) {
    std::string text = name;
    if constexpr (!std::is_arithmetic_v<Array>) {
      auto const view = tacit::view_of<tacit::tensor_traits<Array>::rank>(array);
      std::string shape;
      for (index_t e : view.extents()) shape += (shape.empty() ? "" : " x ") + sample_task::extent(e);
      text += " (" + shape + ")";
    }
    arrays.push_back(text);
  }
};

struct entry {
  std::string name;
  tacit::method_slots slots;
  std::vector<std::string> state;
};

std::vector<entry> const& entries() {
  static std::vector<entry> const all = [] {
    std::vector<entry> list;
    sample_task const task;
    tacit::for_each_method([&](char const* name, auto const& options, auto make) {
      auto const method = make(options);
      state_lister state;
      method.template bind<float>(task.info()).visit(state);
      list.push_back({name, tacit::describe(method), state.arrays});
    });
    return list;
  }();
  return all;
}

/// Terms that follow a prediction or regularise: the supervised one is listed only where it is the whole method, or
/// other than the cross entropy of the labelled rows.
bool is_plain(tacit::term_slots const& t) { return t.term == "sup" && t.match == "cross_entropy, labelled"; }

std::vector<tacit::term_slots> shown_terms(entry const& e) {
  auto terms = e.slots.terms;
  if (terms.size() > 1) terms.erase(std::remove_if(terms.begin(), terms.end(), is_plain), terms.end());
  return terms;
}

using row = std::array<std::string, 8>;
row const heading{"method",  "passes", "term", "target source", "target transform", "selection", "discrepancy, view",
                  "schedule"};

std::vector<row> rows_of(entry const& e, std::string const& name) {
  std::vector<row> rows;
  for (auto const& t : shown_terms(e)) {
    bool const first = rows.empty();
    rows.push_back({first ? name : "", first ? e.slots.passes : "", t.term, t.source, t.transform, t.selection, t.match,
                    t.schedule});
  }
  return rows;
}

/// The page of a form is that of its method: fixmatch_soft is explained with fixmatch.
std::string page_name(std::string name) {
  while (!name.empty() && method_page(name).empty()) {
    auto const cut = name.rfind('_');
    name = cut == std::string::npos ? "" : name.substr(0, cut);
  }
  return name;
}

void add_line(std::string& text, std::string const& label, std::string const& value) {
  if (!value.empty()) text += "  " + label + std::string(label.size() < 18 ? 18 - label.size() : 1, ' ') + value + "\n";
}

}  // namespace

std::string method_table() {
  std::string text;
  for (auto const& e : entries()) {
    text += "  " + e.name + std::string(e.name.size() < 22 ? 22 - e.name.size() : 1, ' ') + " " + e.slots.passes + "\n";
    for (auto const& t : shown_terms(e)) {
      std::string slots;
      for (auto const* slot : {&t.source, &t.transform, &t.selection, &t.match, &t.schedule})
        if (!slot->empty()) slots += (slots.empty() ? "" : " | ") + *slot;
      text += "    " + t.term + ": " + slots + "\n";
    }
  }
  return text;
}

std::string method_table_markdown() {
  std::string text;
  auto const add = [&](row const& r) {
    for (auto const& cell : r) text += "| " + cell + (cell.empty() ? "" : " ");
    text += "|\n";
  };
  add(heading);
  text += "|---|---|---|---|---|---|---|---|\n";
  for (auto const& e : entries()) {
    auto const page = page_name(e.name);
    for (auto const& r : rows_of(e, page.empty() ? e.name : "[" + e.name + "](" + page + ".md)")) add(r);
  }
  return text;
}

std::string explain(std::string const& method) {
  std::vector<std::string> known;
  for (auto const& e : entries()) {
    known.push_back(e.name);
    if (e.name != method) continue;
    std::string text = method + "\n";
    std::string views, state;
    for (auto const& v : e.slots.views) views += (views.empty() ? "" : ", ") + v;
    for (auto const& a : e.state) state += (state.empty() ? "" : ", ") + a;
    add_line(text, "passes", e.slots.passes);
    add_line(text, "views", views);
    add_line(text, "state", state.empty() ? "none" : state);
    for (auto const& t : e.slots.terms) {
      text += "term " + t.term + "\n";
      add_line(text, "target source", t.source);
      add_line(text, "target transform", t.transform);
      add_line(text, "selection", t.selection);
      add_line(text, "discrepancy, view", t.match);
      add_line(text, "schedule", t.schedule);
    }
    auto const page = page_name(method);
    if (!page.empty()) text += "\n" + std::string(method_page(page));
    return text;
  }
  bool is_step_function = false;
  tacit::for_each_step_function([&](char const* name, auto const&, auto) {
    known.push_back(name);
    is_step_function = is_step_function || name == method;
  });
  if (is_step_function)
    return method + "\n  a step function of its own: no row of slots\n\n" + std::string(method_page(method));
  for (auto const& m : all_methods()) {
    known.push_back(m.name);
    if (m.name == method)
      return method + "\n  " + m.idea + ": a procedure, no row of slots\n\n" +
             std::string(method_page(m.page ? m.page : m.name));
  }
  throw_unknown("--explain", method, known);
}

}  // namespace bench
