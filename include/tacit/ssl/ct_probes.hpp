// CTAugment in training: a method whose strong views learn from what the network says about changed labelled images.
#pragma once

#include <memory>
#include <span>
#include <utility>

#include "tacit/data/ct_augment.hpp"
#include "tacit/data/task.hpp"
#include "tacit/data/views.hpp"
#include "tacit/loss/softmax.hpp"
#include "tacit/ssl/minimise.hpp"

namespace tacit::inline TACIT_ABI {

/// After each step of the method: the step's labelled images, changed with strengths of equal likelihood, go through
/// the evaluated weights in inference mode; the nearer a prediction comes to its label, the likelier the strengths that
/// were used.
template <class Method>
struct ct_probing {
  static constexpr bool needs_teacher = requires { requires Method::needs_teacher; };
  static constexpr bool needs_input_gradient = requires { requires Method::needs_input_gradient; };

  Method method;
  std::shared_ptr<ct_policy> policy;
  task on;
  weak_image_options how;

  view_set student_views() const { return minimise(method).student_views(); }
  head_set heads() const requires DeclaresHeads<Method> { return method.heads(); }

  template <class Scalar>
  class bound {
   public:
    bound(ct_probing const& of, task_info const& info)
        : of_(of), inner_(minimise(of.method).template bind<Scalar>(info)) {}

    double operator()(step<Scalar>& s, updates<Scalar>& u) {
      double const loss = inner_(s, u);
      probe(s);
      return loss;
    }
    void end_of_epoch() { inner_.end_of_epoch(); }
    template <class Visitor>
    void visit(Visitor&& visitor) {
      inner_.visit(visitor);
      of_.policy->visit(visitor);
    }

   private:
    /// A name for rows that no method asks for.
    static constexpr sample_view probed{sample_view::stream_t::labelled, sample_view::strength_t::strong, 1 << 12};

    void probe(step<Scalar>& s) {
      auto& memory = s.memory();
      auto const& samples = of_.on.data->train;
      auto const labelled_rows = s.labelled_indices();
      auto const rows = static_cast<index_t>(labelled_rows.size()), depth = of_.policy->depth();
      std::span<ct_use> const used(memory.template take<ct_use>(rows * depth), static_cast<std::size_t>(rows * depth));
      auto const uses_of = [&](index_t i) {
        return used.subspan(static_cast<std::size_t>(i * depth), static_cast<std::size_t>(depth));
      };
      auto const x = memory.take_matrix(rows, samples.elements());
      std::span<float> const made(memory.template take<float>(samples.elements()),
                                  static_cast<std::size_t>(samples.elements()));
      for (index_t i = 0; i < rows; ++i) {
        auto const at = static_cast<std::size_t>(labelled_rows[static_cast<std::size_t>(i)]);
        random_stream random(s.seed(), purpose::augment, static_cast<std::uint64_t>(s.number()),
                             static_cast<std::uint64_t>(i), 0xffff);
        ct_probe(*of_.policy, samples[of_.on.split.labelled[at]], made, random, uses_of(i), of_.how);
        std::copy(made.begin(), made.end(), x.row(i).data());
      }
      s.provide(probed, x);
      auto const p = softmax(s.infer(s.evaluated(), separate(probed))[0]).value();
      for (index_t i = 0; i < rows; ++i)
        of_.policy->learn(uses_of(i), label_proximity(p.row(i), s.labels()[static_cast<std::size_t>(i)]));
    }

    ct_probing of_;
    std::remove_cvref_t<decltype(minimise(std::declval<Method const&>()).template bind<Scalar>(task_info{}))> inner_;
  };

  template <class Scalar>
  bound<Scalar> bind(task_info const& info) const {
    return {*this, info};
  }
};

/// Makes CTAugment the task's strong view (weak_image, two operations, cutout) and lets it learn while the method
/// trains: `auto few = split(...); auto method = with_ct_augment(few, fixmatch()); train(network, few, method, ...)`.
/// One call a run: task and method share the policy.
template <class Method>
ct_probing<Method> with_ct_augment(task& on, Method const& method, ct_options const& options = {}) {
  auto const policy = std::make_shared<ct_policy>(options);
  weak_image_options const how{.flip = may_flip(*on.data), .normalise = measure_channels(on.data->train)};
  on.views.strong = ct_image(policy, {.flip = how.flip, .pad = how.pad, .normalise = how.normalise});
  return {method, policy, on, how};
}

}  // namespace tacit::inline TACIT_ABI
