// What the classes' shares should be: the goal of distribution alignment.
#pragma once

#include <algorithm>
#include <span>

#include "tacit/ssl/policy.hpp"
#include "tacit/ssl/target/prediction_mean.hpp"
#include "tacit/tensor/error.hpp"

namespace tacit::inline TACIT_ABI {

/// All classes equally often.
struct uniform_shares {
  static constexpr char const* called = "uniform_shares";
  using state = no_state;
  state init(task_info const&) const { return {}; }
  void shares(state const&, std::span<double> out) const {
    std::fill(out.begin(), out.end(), 1.0 / static_cast<double>(out.size()));
  }
};

/// As often as among the labelled samples (ReMixMatch's p_data).
struct labelled_shares {
  static constexpr char const* called = "labelled_shares";
  struct state {
    std::span<double const> known;
    template <class Visitor>
    void visit(Visitor&&) {}
  };
  state init(task_info const& info) const {
    if (info.labelled_shares.empty())
      throw value_error("labelled_shares: the task does not say how often each class is among the labelled samples");
    return {info.labelled_shares};
  }
  void shares(state const& st, std::span<double> out) const {
    std::copy(st.known.begin(), st.known.end(), out.begin());
  }
};

/// As often as the student predicts them on labelled rows: a moving average that starts at 1/C and counts the current
/// batch (AdaMatch).
struct predicted_shares {
  static constexpr char const* called = "predicted_shares";
  template <class V>
  constexpr void parts(V&& v) const {
    v("momentum", momentum);
  }
  static constexpr bool reads_labelled = true;
  double momentum = 0.999;

  struct state {
    running_mean::state p_src;
    template <class Visitor>
    void visit(Visitor&& visitor) {
      visitor("p_src", p_src.p_model);
    }
  };
  state init(task_info const& info) const { return {running_mean{momentum, true}.init(info)}; }
  void observe(state& st, std::span<double const> batch, index_t t) const {
    running_mean{momentum, true}.add(st.p_src, batch, t);
  }
  void shares(state const& st, std::span<double> out) const { running_mean{momentum, true}.mean(st.p_src, out); }
};

}  // namespace tacit::inline TACIT_ABI
