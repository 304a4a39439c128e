// Passes: labelled rows once alone and once with the unlabelled ones, their logits interpolated at random (AdaMatch).
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "tacit/ssl/passes.hpp"
#include "tacit/ssl/step.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {

/// All views in one pass that leaves the running statistics alone.
struct joint_untracked {
  template <class Emit>
  constexpr void groups(std::span<sample_view const> views, Emit emit) const {
    if (!views.empty()) emit(view_group{0, views.size(), false});
  }
};

/// b + (a - b) u, element by element.
template <class Scalar>
variable<Scalar> interpolate(variable<Scalar> a, variable<Scalar> b, std::span<double const> u) {
  auto& t = b.owner();
  auto const value = t.take_matrix(b.rows(), b.columns());
  auto const za = a.value(), zb = b.value();
  index_t const columns = zb.extent(1);
  for (index_t i = 0; i < zb.extent(0); ++i)
    for (index_t c = 0; c < columns; ++c)
      value(i, c) =
          zb(i, c) + (za(i, c) - zb(i, c)) * static_cast<Scalar>(u[static_cast<std::size_t>(i * columns + c)]);
  auto const out = t.differentiable(value);
  t.record([a, b, u, out](tape<Scalar>& sweep) {
    if (!sweep.reached(out)) return;
    auto const g = sweep.gradient(out), ga = sweep.gradient(a), gb = sweep.gradient(b);
    for (index_t k = 0; k < g.size(); ++k) {
      auto const share = static_cast<Scalar>(u[static_cast<std::size_t>(k)]);
      ga.data()[k] += share * g.data()[k];
      gb.data()[k] += (Scalar{1} - share) * g.data()[k];
    }
  });
  return out;
}

}  // namespace detail

/// First the labelled views alone, in a pass of batch statistics that leaves no trace in the running ones; then all
/// views jointly, as `joint`. A labelled view's logits are z_joint + (z_alone - z_joint) U, U uniform in [0, 1) for
/// each element, drawn anew in every step; gradient flows through both passes.
struct two_forwards_t {
  static constexpr char const* called = "two_forwards";
  template <class Scalar>
  void forward(step<Scalar>& s, std::span<sample_view const> views, std::span<variable<Scalar>> out) const {
    std::array<sample_view, 16> names{};
    std::array<std::size_t, 16> at{};
    std::array<variable<Scalar>, 16> logits;
    std::size_t count = 0;
    for (std::size_t i = 0; i < views.size(); ++i) {
      if (views[i].stream != sample_view::stream_t::labelled) continue;
      names[count] = tacit::alone(views[i]);
      at[count++] = i;
    }
    std::span<variable<Scalar>> const alone(logits.data(), count);
    s.forward(detail::joint_untracked{}, std::span<sample_view const>(names.data(), count), alone);
    s.forward(joint, views, out);
    for (std::size_t k = 0; k < count; ++k) {
      auto& z = out[at[k]];
      auto const elements = z.rows() * z.columns();
      std::span<double> const u(s.memory().template take<double>(elements), static_cast<std::size_t>(elements));
      s.random().uniform(static_cast<std::uint32_t>(k), u);
      z = detail::interpolate<Scalar>(alone[k], z, u);
      bool const is_strong = views[at[k]].strength == sample_view::strength_t::strong;
      s.noted().add(is_strong ? "interpolated_strong" : "interpolated_weak", z.value());
    }
  }
};
inline constexpr two_forwards_t two_forwards{};

}  // namespace tacit::inline TACIT_ABI
