// Target transform: a soft target that hardens when the loss limit of the step has reached its floor, and that limit
// (Dash; Xu et al. 2021).
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "tacit/optim/schedule/dash_threshold.hpp"
#include "tacit/ssl/prediction.hpp"
#include "tacit/ssl/target/tempered.hpp"
#include "tacit/ssl/task_info.hpp"

namespace tacit::inline TACIT_ABI {

/// rho_t = max(c gamma^-j rho^, rho_min), j the number of whole periods since selection began. rho^ is the mean loss of
/// the labelled rows over the second half of a warm-up, in which nothing is selected; or a given number, without
/// warm-up. Target: softmax(z / T) while rho_t > rho_min, then the most probable class. Sets the record's limit.
struct falling_limit {
  static constexpr char const* called = "falling_limit";
  template <class V>
  constexpr void parts(V&& v) const {
    v("temperature", temperature);
    v("c", c);
    v("gamma", gamma);
    v("period", period);
    v("rho_min", rho_min);
  }
  double temperature = 0.5;  ///< T
  double c = 1.0001;
  double gamma = 1.27;
  double period = 10.0 / 1024;  ///< share of the run after which rho falls once more
  double rho_min = 0.05;
  double rho = 0;         ///< above 0: rho^ itself
  double warm_up = 0.02;  ///< share of the run

  struct measured {
    double loss_sum, loss_count;
    index_t steps;
    template <class Visitor>
    void visit(Visitor&& visitor) {
      visitor("loss_sum", loss_sum);
      visitor("loss_count", loss_count);
    }
  };
  template <class Scalar>
  using state = measured;
  template <class Scalar>
  measured init(task_info const& info) const {
    return {0, 0, info.steps};
  }

  template <class Scalar>
  void before(measured& st, prediction<Scalar>& r) const {
    index_t const start = rho > 0 ? 0 : std::max<index_t>(1, share_of(warm_up, st.steps));
    if (r.t < start) {
      if (2 * (r.t + 1) > start) {
        st.loss_sum += r.reports->of("sup").loss;
        st.loss_count += 1;
      }
      r.limit = -std::numeric_limits<double>::infinity();
    } else {
      dash_threshold const limit{.c = c,
                                 .gamma = gamma,
                                 .every = static_cast<double>(std::max<index_t>(1, share_of(period, st.steps))),
                                 .rho = rho > 0 ? rho : st.loss_sum / st.loss_count,
                                 .rho_min = rho_min};
      r.limit = limit(static_cast<double>(r.t - start));
    }
    r.note("rho", r.limit);
  }

  template <class Scalar>
  void operator()(measured const&, prediction<Scalar> const& r, matrix_view<Scalar> target) const {
    if (r.limit != rho_min) return tempered{temperature}(r, target);
    for (index_t i = 0; i < target.extent(0); ++i) {
      int const label = most_probable(r.probabilities, i);
      for (index_t k = 0; k < target.extent(1); ++k) target(i, k) = k == label ? Scalar{1} : Scalar{0};
    }
  }

 private:
  static index_t share_of(double share, index_t steps) {
    return static_cast<index_t>(std::lround(share * static_cast<double>(steps)));
  }
};

}  // namespace tacit::inline TACIT_ABI
