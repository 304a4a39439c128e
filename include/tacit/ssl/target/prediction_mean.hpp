// Means of the model's predictions over past batches: what distribution alignment corrects.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "tacit/ssl/task_info.hpp"
#include "tacit/tensor/tensor.hpp"

namespace tacit::inline TACIT_ABI {

/// p~ <- p~ + (1 - m) (mean p - p~).
struct running_mean {
  static constexpr char const* called = "running_mean";
  template <class V>
  constexpr void parts(V&& v) const {
    v("momentum", momentum);
  }
  double momentum = 0.999;     ///< m; the papers' value is meant for 2^20 steps: keep 1 / (1 - m) well below the run
  bool uniform_start = false;  ///< starts at 1/C; else with the first batch's mean

  struct state {
    tensor<double, 1> p_model;
    int begun;
    template <class Visitor>
    void visit(Visitor&& visitor) {
      visitor("p_model", p_model);
      visitor("begun", begun);
    }
  };

  state init(task_info const& info) const {
    state st{tensor<double, 1>({info.classes}), uniform_start};
    std::fill_n(st.p_model.data(), info.classes, 1.0 / static_cast<double>(info.classes));
    return st;
  }
  void add(state& st, std::span<double const> batch, index_t) const {
    double const keep = st.begun ? momentum : 0.0;
    for (std::size_t c = 0; c < batch.size(); ++c) {
      auto& p = st.p_model.data()[c];
      p = keep * p + (1 - keep) * batch[c];
    }
    st.begun = 1;
  }
  void mean(state const& st, std::span<double> out) const { std::copy_n(st.p_model.data(), out.size(), out.data()); }
};

/// Mean of the last `length` batch means; step t writes slot t mod length. Slots that no step has written yet hold 1/C
/// or 0 (the missing mass cancels in the alignment where there is no epsilon).
struct window_mean {
  static constexpr char const* called = "window_mean";
  template <class V>
  constexpr void parts(V&& v) const {
    v("length", static_cast<double>(length));
  }
  index_t length = 128;
  bool uniform_start = true;

  struct state {
    tensor<double, 2> queue;
    template <class Visitor>
    void visit(Visitor&& visitor) {
      visitor("queue", queue);
    }
  };

  state init(task_info const& info) const {
    state st{tensor<double, 2>({length, info.classes})};
    std::fill_n(st.queue.data(), st.queue.size(), uniform_start ? 1.0 / static_cast<double>(info.classes) : 0.0);
    return st;
  }
  void add(state& st, std::span<double const> batch, index_t t) const {
    std::copy(batch.begin(), batch.end(), &st.queue(t % length, 0));
  }
  void mean(state const& st, std::span<double> out) const {
    for (std::size_t c = 0; c < out.size(); ++c) {
      double sum = 0;
      for (index_t k = 0; k < length; ++k) sum += st.queue(k, static_cast<index_t>(c));
      out[c] = sum / static_cast<double>(length);
    }
  }
};

/// Mean of the batch means seen so far, at most the last `length`, the oldest first.
struct recent_mean {
  static constexpr char const* called = "recent_mean";
  template <class V>
  constexpr void parts(V&& v) const {
    v("length", static_cast<double>(length));
  }
  index_t length = 32;

  struct state {
    tensor<double, 2> means;
    int filled;
    template <class Visitor>
    void visit(Visitor&& visitor) {
      visitor("filled", filled);
      auto rows = means.view().rows(0, filled);
      visitor("means", rows);
    }
  };

  state init(task_info const& info) const { return {tensor<double, 2>({length, info.classes}), 0}; }
  void add(state& st, std::span<double const> batch, index_t) const {
    if (st.filled == length)
      std::copy(&st.means(0, 0) + batch.size(), &st.means(0, 0) + st.means.size(), &st.means(0, 0));
    else
      ++st.filled;
    std::copy(batch.begin(), batch.end(), &st.means(st.filled - 1, 0));
  }
  void mean(state const& st, std::span<double> out) const {
    for (std::size_t c = 0; c < out.size(); ++c) {
      double sum = 0;
      for (index_t k = 0; k < st.filled; ++k) sum += st.means(k, static_cast<index_t>(c));
      out[c] = sum / static_cast<double>(st.filled);
    }
  }
};

}  // namespace tacit::inline TACIT_ABI
