// Target source: another model, trained before and frozen: it predicts in inference mode.
#pragma once

#include <array>
#include <memory>
#include <utility>

#include "tacit/ssl/passes.hpp"
#include "tacit/ssl/policy.hpp"
#include "tacit/ssl/prediction.hpp"
#include "tacit/ssl/step.hpp"
#include "tacit/ssl/view_list.hpp"

namespace tacit::inline TACIT_ABI {

/// Running statistics, no dropout, no gradient; copies of the source share the model, which nothing changes.
template <std::floating_point Scalar, std::size_t Count>
struct another_source {
  static constexpr char const* called = "another";
  static constexpr bool stopped = true;
  std::shared_ptr<any_backbone<Scalar>> model;
  view_list<Count> views;

  constexpr void student_views(view_set&) const {}

  void predict(no_state&, step<Scalar>& s, student_logits<Scalar> const&, prediction<Scalar>& record) const {
    auto const parts = s.infer(*model, pass_plan<separate_t, Count>{separate, views.views});
    auto const z = Count == 1 ? parts[0] : concatenate(parts);
    record.logits = z.value();
    record.probabilities = softmax(z).value();
  }
};

/// `another(model)(weak)`; the model, any backbone, is copied once.
template <std::floating_point Scalar>
class another_model {
 public:
  explicit another_model(any_backbone<Scalar> model)
      : model_(std::make_shared<any_backbone<Scalar>>(std::move(model))) {}

  another_source<Scalar, 1> operator()(sample_view v) const { return {model_, rows_of(v)}; }
  template <std::size_t Count>
  another_source<Scalar, Count> operator()(view_list<Count> const& views) const {
    return {model_, views};
  }

 private:
  std::shared_ptr<any_backbone<Scalar>> model_;
};

template <std::floating_point Scalar>
another_model<Scalar> another(any_backbone<Scalar> model) {
  return another_model<Scalar>(std::move(model));
}
template <Backbone Model>
auto another(Model const& model) {
  return another_model<backbone_scalar<Model>>(any_backbone<backbone_scalar<Model>>(model));
}

}  // namespace tacit::inline TACIT_ABI
