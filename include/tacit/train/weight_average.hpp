// The average of the weights that is evaluated and that teaches: EMA or SWA of a backbone of any type.
#pragma once

#include <optional>
#include <variant>

#include "tacit/nn/any_backbone.hpp"
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
    if (!average_) return;
    index_t const t = updates_++;
    auto const* e = std::get_if<ema>(&rule_);
    double const decay = e ? e->at(t) : std::get<swa>(rule_).at(t);
    if (decay == 1) return;
    if (!student.has_host_spans()) return student.average_into(*average_, decay);
    auto const from = student.spans(), to = average_->spans();
    ema_update<Scalar>(ctx, to.parameters, from.parameters, decay);
    (e ? *e : ema{}).update_buffers<Scalar>(ctx, to.buffers, from.buffers, t);
  }

  /// Names the state for saving.
  void visit(state_archive& archive) {
    archive("average_updates", updates_);
    if (average_) visit_weights(archive, "average", *average_);
  }

 private:
  averaging rule_;
  std::optional<any_backbone<Scalar>> average_;
  index_t updates_ = 0;
};

}  // namespace tacit::inline TACIT_ABI
