// Distribution alignment: predictions are corrected so that, over time, the classes come as often as they should
// (Berthelot et al., "ReMixMatch", 2020).
#pragma once

#include <span>
#include <vector>

#include "tacit/ssl/target/class_shares.hpp"
#include "tacit/ssl/target/prediction_mean.hpp"
#include "tacit/ssl/task_info.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {
template <class S>
void mean_of_rows(matrix_view<S const> p, std::span<double> mean) {
  for (std::size_t c = 0; c < mean.size(); ++c) {
    double sum = 0;
    for (index_t i = 0; i < p.extent(0); ++i) sum += static_cast<double>(p(i, static_cast<index_t>(c)));
    mean[c] = sum / static_cast<double>(p.extent(0));
  }
}

/// norm(p ratio), row by row.
template <class S>
void scale_and_normalise(matrix_view<S const> p, std::span<double const> ratio, matrix_view<S> aligned) {
  for (index_t i = 0; i < p.extent(0); ++i) {
    double sum = 0;
    for (std::size_t c = 0; c < ratio.size(); ++c) sum += static_cast<double>(p(i, static_cast<index_t>(c))) * ratio[c];
    for (std::size_t c = 0; c < ratio.size(); ++c) {
      auto const k = static_cast<index_t>(c);
      aligned(i, k) = static_cast<S>(static_cast<double>(p(i, k)) * ratio[c] / sum);
    }
  }
}
}  // namespace detail

struct align_options {
  double epsilon = 1e-6;   ///< 0: none; a class that was never predicted then stays without mass
  bool after_use = false;  ///< the current batch's mean counts from the next step on
};

/// aligned = norm(p (shares + epsilon) / (mean + epsilon)), mean over past batches' predictions. Policies: how the mean
/// is taken (target/prediction_mean.hpp) and what the shares should be (target/class_shares.hpp).
template <class Mean, class Shares>
struct distribution_alignment {
  static constexpr char const* called = "align";
  template <class V>
  constexpr void parts(V&& v) const {
    v(mean);
    v(shares);
  }
  static constexpr bool reads_labelled = requires { requires Shares::reads_labelled; };
  Mean mean;
  Shares shares;
  align_options options;

  struct state {
    typename Mean::state mean;
    typename Shares::state shares;
    std::vector<double> batch, goal, ratio;  // between a step's lines, no memory of the method
    template <class Visitor>
    void visit(Visitor&& visitor) {
      mean.visit(visitor);
      shares.visit(visitor);
    }
  };

  state init(task_info const& info) const {
    std::vector<double> const row(static_cast<std::size_t>(info.classes));
    return {mean.init(info), shares.init(info), row, row, row};
  }

  /// Predictions on labelled rows, where the shares follow them; before operator().
  template <class S>
  void observe_labelled(state& st, matrix_view<S const> p, index_t t) const {
    if (p.extent(0) == 0) return;
    detail::mean_of_rows(p, std::span(st.batch));
    shares.observe(st.shares, st.batch, t);
  }

  /// Step t's predictions p, rows x classes, to aligned.
  template <class S>
  void operator()(state& st, matrix_view<S const> p, index_t t, matrix_view<S> aligned) const {
    if (p.extent(0) == 0) return;
    detail::mean_of_rows(p, std::span(st.batch));
    if (!options.after_use) mean.add(st.mean, st.batch, t);
    set_ratio(st);
    detail::scale_and_normalise<S>(p, st.ratio, aligned);
    if (options.after_use) mean.add(st.mean, st.batch, t);
  }

 private:
  void set_ratio(state& st) const {
    shares.shares(st.shares, st.goal);
    mean.mean(st.mean, st.ratio);
    for (std::size_t c = 0; c < st.ratio.size(); ++c) {
      double const predicted = st.ratio[c] + options.epsilon;
      st.ratio[c] = predicted > 0 ? (st.goal[c] + options.epsilon) / predicted : 0;
    }
  }
};

/// `align(running_mean{.momentum = 0.999}, uniform_shares{})`
template <class Mean, class Shares>
constexpr distribution_alignment<Mean, Shares> align(Mean const& mean, Shares const& shares,
                                                     align_options const& options = {}) {
  return {mean, shares, options};
}

}  // namespace tacit::inline TACIT_ABI
