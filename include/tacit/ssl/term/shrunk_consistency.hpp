// Term: uncertain samples learn too, among fewer classes (Yang et al., "ShrinkMatch", 2023).
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "tacit/loss/restricted_cross_entropy.hpp"
#include "tacit/ssl/term/report_term.hpp"
#include "tacit/ssl/view_list.hpp"
#include "tacit/tensor/tensor.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {

/// Classes of a row by falling probability.
template <class Scalar>
void rank_classes(vector_view<Scalar const> p, std::span<index_t> order) {
  for (std::size_t c = 0; c < order.size(); ++c) order[c] = static_cast<index_t>(c);
  std::sort(order.begin(), order.end(), [&](index_t a, index_t b) { return p[a] != p[b] ? p[a] > p[b] : a < b; });
}

/// The smallest rank k >= 2 such that without the ranks 1 .. k - 1 the first class has at least the share `threshold`
/// of what is left; 0 if there is none.
template <class Scalar>
int shrink_rank(vector_view<Scalar const> p, std::span<index_t const> order, double threshold) {
  auto const at = [&](std::size_t k) { return static_cast<double>(p[order[k]]); };
  double rest = 0;
  int found = 0;
  for (std::size_t k = order.size(); k-- > 2;) {
    rest += at(k);
    if (at(0) / (at(0) + rest) < threshold) break;
    found = static_cast<int>(k);
  }
  return found;
}

/// Which classes each uncertain row keeps, its label and its weight; `ranks` as shrink_rank, 0 for certain rows.
template <class Scalar>
void shrink_rows(matrix_view<Scalar const> p, vector_view<Scalar const> certain, double threshold,
                 std::span<index_t> order, std::span<int> ranks, matrix_view<Scalar> keep, std::span<int> labels,
                 vector_view<Scalar> weight) {
  for (index_t i = 0; i < p.extent(0); ++i) {
    auto const r = static_cast<std::size_t>(i);
    rank_classes(p.row(i), order);
    ranks[r] = certain[i] != Scalar{0} ? 0 : shrink_rank<Scalar>(p.row(i), order, threshold);
    labels[r] = static_cast<int>(order[0]);
    weight[i] = ranks[r] == 0 ? Scalar{0} : p(i, order[0]);
    for (std::size_t k = 0; k < order.size(); ++k)
      keep(i, order[k]) = k == 0 || static_cast<int>(k) >= ranks[r] ? Scalar{1} : Scalar{0};
  }
}

}  // namespace detail

/// Rows that the term `after` did not select: weight ratio (1/U) sum_i max p_i CE(argmax p_i, auxiliary head's logits
/// of the view, restricted to rank 0 and the ranks from k_i on), p the term's target; rows that no k makes certain do
/// not count. ratio <- m ratio + (1 - m) share of certain rows (at first that share itself), moved before use.
struct shrunk_consistency_term {
  static constexpr char const* called = "shrunk_consistency";
  template <class V>
  constexpr void parts(V&& v) const {
    v("threshold", threshold);
    v("momentum", momentum);
  }
  sample_view view;
  head classifier;
  double threshold, momentum, weight;
  char const* after;
  char const* name = "shrink";

  constexpr void student_views(view_set& set) const { set.add(view, auxiliary); }
  constexpr void heads(head_set& set) const { set.add(classifier); }

  template <class Scalar>
  class bound;
};

template <class Scalar>
class shrunk_consistency_term::bound {
 public:
  bound(shrunk_consistency_term const& term, task_info const& info)
      : term_(term), order_(static_cast<std::size_t>(info.classes)) {}

  scalar<Scalar> operator()(step<Scalar>& s, student_logits<Scalar> const& z) {
    auto const& before = s.reports().of(term_.after);
    auto& memory = s.memory();
    auto const p = before.target;
    index_t const rows = p.extent(0);
    auto const ints = [&] { return std::span<int>(memory.template take<int>(rows), static_cast<std::size_t>(rows)); };
    auto const ranks = ints(), labels = ints();
    auto const keep = memory.take_matrix(rows, p.extent(1));
    vector_view<Scalar> const confidence(memory.template take<Scalar>(rows), {rows});
    detail::shrink_rows<Scalar>(p, before.mask, term_.threshold, order_, ranks, keep, labels, confidence);
    move_ratio(before.mask);

    notes<Scalar> noted;
    noted.add("rank", std::span<int const>(ranks));
    auto const value = restricted_cross_entropy(z.head(auxiliary, term_.view), std::span<int const>(labels),
                                                matrix_view<Scalar const>(keep), vector_view<Scalar const>(confidence));
    return detail::report_term(s, term_.name, value, {ratio_, term_.weight * ratio_}, noted);
  }
  void end_of_epoch() {}
  template <class Visitor>
  void visit(Visitor&& visitor) {
    visitor("ratio", ratio_);
    visitor("begun", begun_);
  }

 private:
  void move_ratio(vector_view<Scalar const> certain) {
    if (certain.extent(0) == 0) return;
    double share = 0;
    for (index_t i = 0; i < certain.extent(0); ++i) share += static_cast<double>(certain[i]);
    share /= static_cast<double>(certain.extent(0));
    ratio_ = begun_ ? term_.momentum * ratio_ + (1 - term_.momentum) * share : share;
    begun_ = 1;
  }

  shrunk_consistency_term term_;
  std::vector<index_t> order_;  // between lines of a step, no memory of the method
  double ratio_ = 0;
  int begun_ = 0;
};

/// `shrunk_consistency(strong, head{.kind = auxiliary, ...}, 0.95, 0.999, 1, "unsup")`
constexpr shrunk_consistency_term shrunk_consistency(sample_view v, head const& classifier, double threshold,
                                                     double momentum, double weight, char const* after) {
  return {v, classifier, threshold, momentum, weight, after};
}

}  // namespace tacit::inline TACIT_ABI
