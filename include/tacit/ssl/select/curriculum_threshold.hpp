// Selection: a threshold for each class, lower for classes that are learned late (FlexMatch's curriculum pseudo
// labelling; Zhang et al. 2021).
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "tacit/ssl/prediction.hpp"
#include "tacit/ssl/task_info.hpp"

namespace tacit::inline TACIT_ABI {

/// How the learning status b in [0, 1] scales the threshold: b / (2 - b), b, ln(1 + b) / ln 2.
enum class status_mapping { convex, linear, concave };

inline double mapped_status(status_mapping mapping, double b) {
  switch (mapping) {
    case status_mapping::convex:
      return b / (2 - b);
    case status_mapping::linear:
      return b;
    default:
      return std::log1p(b) / std::log(2.0);
  }
}

/// What each pool sample was last confidently taken for. Memory: an int a pool sample; a step touches its rows alone.
struct curriculum_state {
  std::vector<int> selected;    ///< class, -1 before the first time
  std::vector<double> beta;     ///< learning status of each class
  std::vector<index_t> counts;  ///< samples of each class in `selected`, kept up to date
  index_t unused = 0;           ///< those of -1

  template <class Visitor>
  void visit(Visitor&& visitor) {
    visitor("selected", selected);
    visitor("beta", beta);
    visitor("counts", counts);
    visitor("unused", unused);
  }

  void select(index_t row, int label) {
    int& before = selected[static_cast<std::size_t>(row)];
    --(before < 0 ? unused : counts[static_cast<std::size_t>(before)]);
    ++counts[static_cast<std::size_t>(label)];
    before = label;
  }
  /// beta_c = n_c / max n; with warm-up the unused samples count as one more class. Left alone while all samples agree.
  void update(bool warm_up) {
    index_t const most = *std::max_element(counts.begin(), counts.end());
    if (std::max(most, unused) == static_cast<index_t>(selected.size())) return;
    auto const whole = static_cast<double>(warm_up ? std::max(most, unused) : most);
    for (std::size_t c = 0; c < beta.size(); ++c) beta[c] = static_cast<double>(counts[c]) / whole;
  }
};

/// Weight 1 where max p >= threshold M(beta of its class), beta as it was before the step. Afterwards rows with max p
/// >= threshold, the fixed one, are remembered under their class.
struct curriculum_threshold {
  static constexpr char const* called = "curriculum_threshold";
  template <class V>
  constexpr void parts(V&& v) const {
    v("threshold", threshold);
  }
  double threshold = 0.95;  ///< tau
  bool warm_up = true;
  status_mapping mapping = status_mapping::convex;

  template <class Scalar>
  using state = curriculum_state;

  template <class Scalar>
  curriculum_state init(task_info const& info) const {
    auto const classes = static_cast<std::size_t>(info.classes);
    return {std::vector<int>(static_cast<std::size_t>(info.pool), -1), std::vector<double>(classes),
            std::vector<index_t>(classes), info.pool};
  }

  template <class Scalar>
  void operator()(curriculum_state const& st, prediction<Scalar> const& r, vector_view<Scalar> weight) const {
    auto const noted = r.note_rows("threshold");
    for (index_t i = 0; i < r.rows(); ++i) {
      int const label = most_probable(r.probabilities, i);
      auto const limit =
          static_cast<Scalar>(threshold * mapped_status(mapping, st.beta[static_cast<std::size_t>(label)]));
      if (noted.data()) noted[i] = limit;
      weight[i] = r.probabilities(i, label) >= limit ? Scalar{1} : Scalar{0};
    }
  }

  template <class Scalar>
  void after(curriculum_state& st, prediction<Scalar> const& r) const {
    for (index_t i = 0; i < r.rows(); ++i) {
      int const label = most_probable(r.probabilities, i);
      if (r.probabilities(i, label) >= static_cast<Scalar>(threshold))
        st.select(r.index[static_cast<std::size_t>(i)], label);
    }
    if (r.rows() > 0) st.update(warm_up);
  }
};

}  // namespace tacit::inline TACIT_ABI
