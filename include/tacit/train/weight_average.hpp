// The average of the weights that is evaluated and that teaches: EMA or SWA of a backbone of any type.
#pragma once

#include <optional>
#include <variant>

#include "tacit/train/any_optimiser.hpp"
#include "tacit/train/options.hpp"
#include "tacit/train/state_archive.hpp"

namespace tacit::inline TACIT_ABI {

template <std::floating_point Scalar>
class weight_average {
 public:
  /// Starts at the student's initial weights.
  weight_average(any_backbone<Scalar> const& student, averaging const& rule) : rule_(rule) {
    if (!std::holds_alternative<no_average>(rule)) average_.emplace(student);
  }

  /// Null where no average is kept.
  any_backbone<Scalar>* network() { return average_ ? &*average_ : nullptr; }

  /// Whether the average's own forward passes move its running statistics.
  bool owns_buffers() const {
    auto const* e = std::get_if<ema>(&rule_);
    return e && e->buffers == ema_buffers::own;
  }

  /// Moves the average towards the student; call after the optimiser's step.
  void update(context const& ctx, any_backbone<Scalar>& student) {
    update_along(ctx, student, [&](following_average<Scalar> const& average) {
      if (!average.parameters.empty())
        ema_update<Scalar>(ctx, average.parameters, student.spans().parameters, average.decay);
    });
  }

  /// The same around the optimiser's step: optimise(following_average) updates the student and lets the parameters of
  /// the average follow in the same pass.
  template <class Optimise>
  void update_along(context const& ctx, any_backbone<Scalar>& student, Optimise const& optimise) {
    index_t const t = average_ ? updates_++ : 0;
    double const decay = average_ ? decay_at(t) : 1;
    bool const on_host = average_ && student.has_host_spans();
    optimise(on_host && decay != 1 ? following_average<Scalar>{average_->spans().parameters, decay}
                                   : following_average<Scalar>{});
    if (decay == 1) return;
    if (!on_host) return student.average_into(*average_, decay);
    auto const* e = std::get_if<ema>(&rule_);
    (e ? *e : ema{}).update_buffers<Scalar>(ctx, average_->spans().buffers, student.spans().buffers, t);
  }

  /// Names the state for saving.
  void visit(state_archive& archive) {
    archive("average_updates", updates_);
    if (average_) visit_weights(archive, "average", *average_);
  }

 private:
  double decay_at(index_t t) const {
    auto const* e = std::get_if<ema>(&rule_);
    return e ? e->at(t) : std::get<swa>(rule_).at(t);
  }

  averaging rule_;
  std::optional<any_backbone<Scalar>> average_;
  index_t updates_ = 0;
};

}  // namespace tacit::inline TACIT_ABI
