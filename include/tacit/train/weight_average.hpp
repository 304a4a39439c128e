// The average of the weights that is evaluated and that teaches: EMA or SWA of a backbone of any type.
#pragma once

#include <optional>
#include <variant>

#include "tacit/train/any_optimiser.hpp"
#include "tacit/train/options.hpp"

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
    auto const average = begin_update(student);
    if (!average.parameters.empty())
      ema_update<Scalar>(ctx, average.parameters, student.spans().parameters, average.decay);
    end_update(ctx, student);
  }

  /// The same in two halves, between which the optimiser updates the student and moves what `begin_update` returns
  /// (nothing where it is empty) in the same pass.
  following_average<Scalar> begin_update(any_backbone<Scalar>& student) {
    auto const* e = std::get_if<ema>(&rule_);
    decay_ = !average_ ? 1 : e ? e->at(updates_) : std::get<swa>(rule_).at(updates_);
    if (decay_ == 1 || !student.has_host_spans()) return {};
    return {average_->spans().parameters, decay_};
  }
  void end_update(context const& ctx, any_backbone<Scalar>& student) {
    if (!average_) return;
    index_t const t = updates_++;
    if (decay_ == 1) return;
    if (!student.has_host_spans()) return student.average_into(*average_, decay_);
    auto const* e = std::get_if<ema>(&rule_);
    (e ? *e : ema{}).update_buffers<Scalar>(ctx, average_->spans().buffers, student.spans().buffers, t);
  }

  /// Names the state for saving, besides the weights.
  template <class Visitor>
  void visit(Visitor&& visitor) {
    visitor("average_updates", updates_);
  }

 private:
  averaging rule_;
  std::optional<any_backbone<Scalar>> average_;
  index_t updates_ = 0;
  double decay_ = 1;  ///< of the update that began
};

}  // namespace tacit::inline TACIT_ABI
