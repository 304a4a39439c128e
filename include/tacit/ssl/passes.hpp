// Passes: which views go through the network together, whose statistics normalise, and who moves the running ones.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "tacit/nn/backbone.hpp"

namespace tacit::inline TACIT_ABI {

/// A run of consecutive views that share one forward pass.
struct view_group {
  std::size_t first = 0, count = 0;
  bool update_running = true;
  bool settled = false;  ///< normalised by the running statistics, without dropout, and yet differentiated
};

/// Views and how they are grouped: what `step.forward` takes.
template <class Grouping, std::size_t Count>
struct pass_plan {
  Grouping grouping;
  std::array<sample_view, Count> views;
};

namespace detail {
/// What all passes policies share: called with views they give a plan; by name alone they are the value of the slot.
template <class Self>
struct passes_policy {
  template <std::same_as<sample_view>... Views>
  requires(sizeof...(Views) > 0) constexpr auto operator()(Views... views) const {
    return pass_plan<Self, sizeof...(Views)>{static_cast<Self const&>(*this), {views...}};
  }
};
}  // namespace detail

/// All views in one train-mode pass, as FixMatch: batch norm couples the rows, so a view whose prediction is stopped
/// still receives gradient through the statistics.
struct joint_t : detail::passes_policy<joint_t> {
  static constexpr char const* called = "joint";
  template <class Emit>
  constexpr void groups(std::span<sample_view const> views, Emit emit) const {
    emit(view_group{0, views.size(), true});
  }
};
inline constexpr joint_t joint{};

/// Each view in a pass of its own, normalised by its own batch; only labelled passes move the running statistics (the
/// "freeze" of the Pi-model, Mean Teacher and VAT; not the same as inference mode). With an unlabelled weight of zero
/// this is supervised training, bit for bit.
struct separate_t : detail::passes_policy<separate_t> {
  static constexpr char const* called = "separate";
  template <class Emit>
  constexpr void groups(std::span<sample_view const> views, Emit emit) const {
    for (std::size_t i = 0; i < views.size(); ++i)
      emit(view_group{i, 1, views[i].stream == sample_view::stream_t::labelled});
  }
};
inline constexpr separate_t separate{};

/// All views in one pass that is differentiated in inference mode: running statistics, which stand still, and no
/// dropout. For networks whose norms are trained already (linear probes, fine-tuning).
struct settled_t : detail::passes_policy<settled_t> {
  static constexpr char const* called = "settled";
  template <class Emit>
  constexpr void groups(std::span<sample_view const> views, Emit emit) const {
    emit(view_group{0, views.size(), false, true});
  }
};
inline constexpr settled_t settled{};

}  // namespace tacit::inline TACIT_ABI
