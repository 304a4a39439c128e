// Term: FreeMatch's self-adaptive fairness: the selected strong predictions should not favour a few classes (Wang et
// al. 2023).
#pragma once

#include <algorithm>
#include <cmath>
#include <span>

#include "tacit/loss/detail/row.hpp"
#include "tacit/ssl/method.hpp"
#include "tacit/ssl/prediction.hpp"
#include "tacit/ssl/schedule.hpp"
#include "tacit/ssl/select/self_adaptive_threshold.hpp"
#include "tacit/ssl/term/report_term.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {

/// v <- v / sum v
inline void normalise(std::span<double> v) {
  double sum = 0;
  for (double x : v) sum += x;
  for (double& x : v) x = sum > 0 ? x / sum : 0;
}

/// sum_c a_c log(b_c + 1e-12) over the selected rows, b = norm(mean softmax z / share of the class among their argmax);
/// 0 if none is selected. `scratch`: three numbers a class.
template <class S>
double fairness_rows(matrix_view<S const> z, vector_view<S const> selected, std::span<double const> a,
                     std::span<double> scratch, matrix_view<S> gz) {
  constexpr double floor = 1e-12;
  std::size_t const classes = a.size();
  auto const mean = scratch.first(classes), share = scratch.subspan(classes, classes), b = scratch.last(classes);
  std::fill(scratch.begin(), scratch.end(), 0.0);
  double rows = 0;
  for (index_t i = 0; i < z.extent(0); ++i) rows += selected[i] > 0 ? 1 : 0;
  for (index_t i = 0; i < z.extent(0); ++i) {
    if (!(selected[i] > 0)) continue;
    softmax_row<S> const p(z.row(i));
    for (std::size_t c = 0; c < classes; ++c) mean[c] += p(static_cast<index_t>(c)) / rows;
    share[static_cast<std::size_t>(most_probable(z, i))] += 1 / rows;
  }
  double sum = 0;
  for (std::size_t c = 0; c < classes; ++c) sum += b[c] = share[c] > 0 ? mean[c] / share[c] : 0;
  if (gz.data()) std::fill_n(gz.data(), gz.size(), S{0});
  if (!(sum > 0)) return 0;
  double value = 0, inner = 0;
  for (std::size_t c = 0; c < classes; ++c) {
    b[c] /= sum;
    value += a[c] * std::log(b[c] + floor);
    inner += a[c] * b[c] / (b[c] + floor);
  }
  if (!gz.data()) return value;
  for (std::size_t c = 0; c < classes; ++c)  // with respect to the mean prediction
    mean[c] = share[c] > 0 ? (a[c] / (b[c] + floor) - inner) / (sum * share[c]) : 0;
  for (index_t i = 0; i < z.extent(0); ++i)
    if (selected[i] > 0)
      softmax_row<S>(z.row(i)).backward(gz.row(i), 1 / rows,
                                        [&](index_t c) { return mean[static_cast<std::size_t>(c)]; });
  return value;
}

/// As a loss of the logits alone.
template <class S>
struct fairness_loss {
  vector_view<S const> selected;
  std::span<double const> a;
  std::span<double> scratch;

  template <class Z, class GZ = no_output>
  double operator()(Z const& z, GZ&& gz = {}) const {
    auto const zr = read<2>(z);
    return fairness_rows<S>(*zr, selected, a, scratch,
                            result_view<S>("fairness", "gradient of the logits", gz, zr->extents()));
  }
};

}  // namespace detail

/// L_f = sum_c a_c log(b_c + 1e-12), a = norm(p~ / h~) from the state of the method's self-adaptive threshold
/// (stopped), b = norm(mean P / share of each class among the argmax of P), P = softmax z(view) of the selected rows;
/// gradient through the mean alone. A class that nobody predicts counts as 0.
template <class Schedule>
struct fairness_term {
  static constexpr char const* called = "fairness";
  sample_view view;
  Schedule schedule;
  char const* name = "fair";

  constexpr void student_views(view_set& set) const { set.add(view); }

  template <class Scalar>
  struct bound {
    fairness_term term;
    bound(fairness_term const& t, task_info const&) : term(t) {}

    template <class Terms>
    scalar<Scalar> operator()(step<Scalar>& s, student_logits<Scalar> const& z, Terms& terms) {
      auto const& st = state_of<self_adaptive_threshold>(terms);
      std::size_t const classes = st.p.size();
      std::span<double> const memory(s.memory().template take<double>(static_cast<index_t>(4 * classes)), 4 * classes);
      auto const a = memory.first(classes);
      for (std::size_t c = 0; c < classes; ++c) a[c] = st.h[c] > 0 ? st.p[c] / st.h[c] : 0;
      detail::normalise(a);

      auto const& selected = s.reports().of("unsup").mask;
      auto const value = record_loss(detail::fairness_loss<Scalar>{selected, a, memory.subspan(classes)}, z(term.view));
      return detail::report_term(s, term.name, value, weight_at(term.schedule, s.number(), s.info()));
    }
    void end_of_epoch() {}
    template <class Visitor>
    void visit(Visitor&&) {}
  };
};

/// `fairness(strong, times(0.01, constant{1}))`, after the term with the threshold.
template <class Schedule>
constexpr fairness_term<Schedule> fairness(sample_view view, Schedule const& schedule) {
  return {view, schedule};
}

}  // namespace tacit::inline TACIT_ABI
