// Area `method`: runs a preset of the trainer over recorded logits, step by step, and checks everything that its terms
// report and its state holds against the stored outputs. It knows names, and no formula.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "recorded.hpp"
#include "runner.hpp"
#include "tacit/ssl/minimise.hpp"

namespace conformance {

using tacit::sample_view;

/// Logits of a view, or what a head makes of it: `{strong, "feat_ulb_s", projection}`.
struct stored_view {
  sample_view view;
  char const* name;
  std::optional<tacit::head_kind> head = {};
};

/// What the library calls a value, and the case.
struct renamed {
  std::string_view ours, stored;
};

/// A draw of the method (tacit::draws) that the case stores: `{draw::permutation, 0, "perm"}`.
enum class draw { permutation, beta, uniform, choice, normal };
struct stored_draw {
  draw kind;
  std::uint32_t lane;
  char const* name;
};

/// How a case is laid out. Reported values are looked for under their own names: "loss_<term>"; "mask", "target",
/// "weight", "ramp" and notes of the term "unsup"; "mask_<term>", ... of the others. State: "state.<array>".
struct layout {
  std::vector<stored_view> student, teacher = {};
  std::vector<renamed> names = {};    ///< reported values that the case stores under another name
  std::vector<renamed> initial = {};  ///< state arrays that start as an input without a step prefix
  std::vector<stored_draw> draws = {};
};

inline std::vector<stored_view> const one_weak{{tacit::labelled, "lb_w"}, {tacit::weak, "ulb_w"}};
inline std::vector<stored_view> const weak_and_strong{
    {tacit::labelled, "lb_w"}, {tacit::weak, "ulb_w"}, {tacit::strong, "ulb_s"}};
inline std::vector<stored_view> const two_weak{
    {tacit::labelled, "lb_w"}, {tacit::weak, "ulb_w"}, {tacit::weak2, "ulb_w2"}};

template <class S>
class counting_updates final : public tacit::updates<S> {
 public:
  void optimise() override {}
  void average() override {}
};

/// "00.", "01.", ...
inline std::string step_prefix(std::size_t k) { return (k < 10 ? "0" : "") + std::to_string(k) + '.'; }

/// Checks every state array of the method against `<at>state.<name>`.
template <class Run>
struct state_checker {
  Run& run;
  std::string at;
  template <class Array>
  void operator()(char const* name, Array const& array) {
    run.check(at + "state." + name, array);
  }
};

/// Fills state arrays from inputs, in row-major order.
template <class Run>
struct state_setter {
  Run& run;
  std::vector<renamed> const& initial;
  template <class Array>
  void operator()(char const* name, Array& array) {
    if constexpr (requires { array.data(); })
      for (auto const& from : initial)
        if (from.ours == name) copy(array, run.numbers(std::string(from.stored)));
  }
  template <class Array>
  static void copy(Array& array, std::vector<double> const& values) {
    if (static_cast<std::size_t>(array.size()) != values.size())
      throw bad_input("an initial state holds " + std::to_string(values.size()) + " values, the method " +
                      std::to_string(array.size()));
    for (std::size_t i = 0; i < values.size(); ++i)
      array.data()[i] = static_cast<std::remove_reference_t<decltype(array.data()[i])>>(values[i]);
  }
};

/// The draws of one step as stored.
template <class S>
class stored_draws final : public tacit::recorded_draws {
 public:
  stored_draws(run<S>& r, std::string at, std::vector<stored_draw> const& known)
      : run_(r), at_(std::move(at)), known_(known) {}

  void permutation(std::uint32_t lane, std::span<tacit::index_t> out) const override {
    copy(draw::permutation, lane, out);
  }
  void beta(std::uint32_t lane, double, std::span<double> out) const override { copy(draw::beta, lane, out); }
  void uniform(std::uint32_t lane, std::span<double> out) const override { copy(draw::uniform, lane, out); }
  void choice(std::uint32_t lane, int, std::span<int> out) const override { copy(draw::choice, lane, out); }
  void normal(std::uint32_t lane, std::span<double> out) const override { copy(draw::normal, lane, out); }

 private:
  template <class T>
  void copy(draw kind, std::uint32_t lane, std::span<T> out) const {
    for (auto const& d : known_) {
      if (d.kind != kind || d.lane != lane) continue;
      auto const values = run_.numbers(at_ + d.name);
      if (values.size() != out.size())
        throw bad_input(at_ + d.name + " holds " + std::to_string(values.size()) + " draws, the method asks for " +
                        std::to_string(out.size()));
      for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<T>(values[i]);
      return;
    }
    throw bad_input("the method draws what the case's layout does not name (lane " + std::to_string(lane) + ")");
  }

  run<S>& run_;
  std::string at_;
  std::vector<stored_draw> const& known_;
};

/// Views that are stored under one name lie one below the other in its tensor, in order.
template <class S>
recording<S> record(run<S>& r, std::string const& at, std::vector<stored_view> const& names,
                    recorded_batches<S> const& batches) {
  recording<S> all;
  std::string_view last;
  tacit::index_t taken = 0;
  for (std::size_t k = 0; k < names.size(); ++k) {
    auto const& n = names[k];
    taken = n.name == last ? taken : 0;
    bool const shared = n.name == last || (k + 1 < names.size() && n.name == std::string_view(names[k + 1].name));
    auto const stored = r.template in<2>(at + n.name);
    tacit::tensor<S, 2> part({shared ? batches.rows(n.view) : stored.extent(0), stored.extent(1)});
    if (taken + part.extent(0) > stored.extent(0)) throw bad_input(at + n.name + ": too few rows for its views");
    std::copy_n(stored.data() + taken * stored.extent(1), part.size(), part.data());
    all.add(n.view, n.name, std::move(part), n.head);
    taken += all.entries.back().logits.extent(0);
    last = n.name;
  }
  return all;
}

/// Gradients of a recording, whole tensors as they are stored.
template <class S>
void check_gradients(run<S>& r, std::string const& at, recording<S> const& recorded) {
  std::map<std::string, std::vector<S>> gradients;
  for (auto const& e : recorded.entries) {
    auto& all = gradients[e.name];
    all.insert(all.end(), e.gradient.begin(), e.gradient.end());
  }
  for (auto const& [name, gradient] : gradients) r.check(at + "grad." + name, gradient);
}

/// Checks what the terms of a step report.
template <class S>
class report_checker {
 public:
  report_checker(run<S>& r, std::string const& at, std::vector<renamed> const& names)
      : run_(r), at_(at), names_(names) {}

  void operator()(tacit::step<S>& s, double loss) const {
    run_.check(at_ + "loss", loss);
    for (auto const& report : s.reports()) check(report);
    for (auto const& note : s.noted()) check(note, "");
  }

 private:
  void check(tacit::term_report<S> const& report) const {
    std::string const term = report.name, suffix = term == "unsup" ? "" : "_" + term;
    value("loss_" + term, report.loss);
    value("ramp" + suffix, report.ramp);
    value("weight" + suffix, report.weight);
    if (report.mask.data()) value("mask" + suffix, report.mask);
    if (report.target.data())
      value("target" + suffix, report.target);
    else if (!report.labels.empty())
      value("target" + suffix, report.labels);
    for (auto const& note : report.noted) check(note, suffix);
  }
  void check(typename tacit::notes<S>::entry const& note, std::string const& suffix) const {
    std::visit([&](auto const& what) { value(note.name + suffix, what); }, note.what);
  }

  template <class Value>
  void value(std::string name, Value const& what) const {
    for (auto const& n : names_)
      if (n.ours == name) name = n.stored;
    run_.check(at_ + name, what);
  }

  run<S>& run_;
  std::string const& at_;
  std::vector<renamed> const& names_;
};

/// What a method may know of the case before step 0; the keys have the names of the sets.
template <class S>
tacit::task_info task_of(run<S>& r, layout const& views) {
  auto const labelled = r.shape(std::string("00.") + views.student.front().name);
  tacit::task_info info;
  info.classes = labelled[1];
  info.labelled_batch = labelled[0];
  for (auto const& v : views.student)
    if (v.view.stream == sample_view::stream_t::unlabelled)
      info.unlabelled_batch = r.shape("00." + std::string(v.name))[0];
  info.steps = static_cast<tacit::index_t>(r.number("K", 1));
  info.steps_per_epoch = static_cast<tacit::index_t>(r.number("per_epoch", 1));
  info.pool = static_cast<tacit::index_t>(r.number("pool", 0));
  return info;
}

/// Runs the case's steps through the preset.
template <class S, class Method>
void drive(run<S>& r, Method const& method, layout const& views) {
  auto const numbers = r.list("step_numbers");
  auto info = task_of(r, views);
  auto const labels = r.has("bank_labels") ? r.labels("bank_labels") : std::vector<int>();
  info.labels = labels;
  auto function = tacit::minimise(method).template bind<S>(info);
  function.visit(state_setter<run<S>>{r, views.initial});
  counting_updates<S> updates;
  tacit::tape<S> tape;

  for (std::size_t k = 0; k < numbers.size(); ++k) {
    auto const at = step_prefix(k);
    recorded_batches<S> batches;
    batches.y = r.labels(at + "y");
    batches.unlabelled_rows = info.unlabelled_batch;
    if (r.has(at + "idx")) {
      auto const rows = r.integers(at + "idx");
      batches.pool_rows.assign(rows.begin(), rows.end());
    }
    if (r.has(at + "idx_lb")) {
      auto const rows = r.integers(at + "idx_lb");
      batches.labelled_rows.assign(rows.begin(), rows.end());
    }

    auto student = record(r, at, views.student, batches), teacher = record(r, at, views.teacher, batches);
    tacit::any_backbone<S> network(recorded_backbone<S>{student});
    std::optional<tacit::any_backbone<S>> average;
    if (!teacher.entries.empty()) average.emplace(recorded_backbone<S>{teacher});

    stored_draws<S> const drawn(r, at, views.draws);
    auto const t = static_cast<tacit::index_t>(numbers[k]);
    tacit::step<S> s({.ctx = tacit::context(1),
                      .student = network,
                      .teacher = average ? &*average : nullptr,
                      .batches = batches,
                      .memory = tape,
                      .info = info,
                      .recorded = &drawn},
                     t);
    double const loss = function(s, updates);
    report_checker<S>{r, at, views.names}(s, loss);
    if ((t + 1) % info.steps_per_epoch == 0) function.end_of_epoch();
    function.visit(state_checker<run<S>>{r, at});
    check_gradients(r, at, student);
    check_gradients(r, at, teacher);
  }
}

}  // namespace conformance
