// Selection: a threshold that follows the model's own confidence, scaled for each class (FreeMatch; Wang et al. 2023).
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "tacit/ssl/prediction.hpp"
#include "tacit/ssl/task_info.hpp"

namespace tacit::inline TACIT_ABI {

/// Moving averages over the weak predictions of all unlabelled rows; all start at 1/C.
struct self_adaptive_state {
  std::vector<double> tau;         ///< one number: confidence
  std::vector<double> p;           ///< mean prediction
  std::vector<double> h;           ///< share of each class among the most probable ones
  std::vector<double> batch = {};  // the rows of one step, no memory of the method

  template <class Visitor>
  void visit(Visitor&& visitor) {
    visitor("tau", tau);
    visitor("p", p);
    visitor("h", h);
  }
};

namespace detail {
/// The q-quantile of the values, by linear interpolation; sorts them.
inline double quantile(std::vector<double>& values, double q) {
  std::sort(values.begin(), values.end());
  double const at = q * static_cast<double>(values.size() - 1), below = std::floor(at);
  auto const k = static_cast<std::size_t>(below);
  double const next = values[std::min(k + 1, values.size() - 1)];
  return values[k] + (at - below) * (next - values[k]);
}
}  // namespace detail

/// tau <- m tau + (1 - m) mean max p, p~ and h~ alike, before the rows are judged; then weight 1 where max p >= tau
/// p~_c / max p~ with c the row's class.
struct self_adaptive_threshold {
  static constexpr char const* called = "self_adaptive_threshold";
  template <class V>
  constexpr void parts(V&& v) const {
    v("momentum", momentum);
  }
  double momentum = 0.999;  ///< m; meant for 2^20 steps: keep 1 / (1 - m) well below the run
  double quantile = 0;      ///< above 0: tau follows this quantile of max p instead of the mean (0.8 in public code)
  double clip = 0;          ///< above 0: tau is at most this

  template <class Scalar>
  using state = self_adaptive_state;

  template <class Scalar>
  self_adaptive_state init(task_info const& info) const {
    double const share = 1 / static_cast<double>(info.classes);
    std::vector<double> const each(static_cast<std::size_t>(info.classes), share);
    return {{share}, each, each};
  }

  template <class Scalar>
  void before(self_adaptive_state& st, prediction<Scalar> const& r) const {
    if (r.rows() == 0) return;
    auto const share = (1 - momentum) / static_cast<double>(r.rows());
    for (auto* average : {&st.p, &st.h})
      for (double& v : *average) v *= momentum;
    st.batch.clear();
    for (index_t i = 0; i < r.rows(); ++i) {
      int const label = most_probable(r.probabilities, i);
      st.batch.push_back(static_cast<double>(r.probabilities(i, label)));
      st.h[static_cast<std::size_t>(label)] += share;
      for (index_t c = 0; c < r.classes(); ++c)
        st.p[static_cast<std::size_t>(c)] += share * static_cast<double>(r.probabilities(i, c));
    }
    double confidence = 0;
    for (double v : st.batch) confidence += v / static_cast<double>(st.batch.size());
    if (quantile > 0) confidence = detail::quantile(st.batch, quantile);
    double const tau = momentum * st.tau[0] + (1 - momentum) * confidence;
    st.tau[0] = clip > 0 ? std::min(tau, clip) : tau;
  }

  template <class Scalar>
  void operator()(self_adaptive_state const& st, prediction<Scalar> const& r, vector_view<Scalar> weight) const {
    auto const noted = r.note_rows("threshold");
    double const most = *std::max_element(st.p.begin(), st.p.end());
    for (index_t i = 0; i < r.rows(); ++i) {
      int const label = most_probable(r.probabilities, i);
      auto const limit = static_cast<Scalar>(st.tau[0] * st.p[static_cast<std::size_t>(label)] / most);
      if (noted.data()) noted[i] = limit;
      weight[i] = r.probabilities(i, label) >= limit ? Scalar{1} : Scalar{0};
    }
  }
};

}  // namespace tacit::inline TACIT_ABI
