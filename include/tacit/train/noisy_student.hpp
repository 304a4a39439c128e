// Noisy Student: Xie et al., "Self-training with Noisy Student improves ImageNet classification", 2020.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tacit/loss/cross_entropy.hpp"
#include "tacit/optim/schedule/constant.hpp"
#include "tacit/ssl/methods/supervised_only.hpp"
#include "tacit/ssl/rounds/pseudo_label_table.hpp"
#include "tacit/ssl/source/given.hpp"
#include "tacit/ssl/target/harden.hpp"
#include "tacit/ssl/term/consistency.hpp"
#include "tacit/train/self_training.hpp"

namespace tacit::inline TACIT_ABI {

struct noisy_student_options {
  index_t generations = 3;  ///< students after the first teacher
  double threshold = 0.3;   ///< least confidence of a pseudo-label, inclusive
  index_t count = 0;        ///< pseudo-labelled samples of each class, rarer classes repeated; 0: all, none repeated
  bool soft = true;         ///< match the teacher's probabilities; false: its most probable class
  double weight = 0;        ///< of the unlabelled mean; 0: as published, unlabelled rows for each labelled one
};

/// L = mean_l CE + w mean_u H(q, p): q is the table's row, soft or hard; every row is seen through the student's noise.
template <bool Soft, std::floating_point Scalar>
auto noisy_student_method(tensor<Scalar, 2> table, double weight) {
  auto const match = [&](auto const& transform) {
    return method(joint, supervised(cross_entropy),
                  consistency(given(std::move(table)), transform, everything, on(weak, cross_entropy),
                              times(weight, constant{1})));
  };
  if constexpr (Soft)
    return match(as_is);
  else
    return match(harden);
}

template <std::floating_point Scalar>
struct noisy_student_generations {
  std::unique_ptr<trainer<Scalar>> last;
  std::vector<round_log> log;  ///< of each generation, the first teacher's included
};

namespace detail {

/// The pool becomes the kept samples, each as often as the table says; its probabilities go along.
template <std::floating_point Scalar>
tensor<Scalar, 2> replicate(pseudo_label_table const& table, tensor<Scalar, 2> const& p,
                            std::vector<index_t> const& samples, std::vector<index_t>& pool) {
  std::vector<index_t> rows;
  pool.clear();
  for (std::size_t i = 0; i < samples.size(); ++i)
    for (index_t k = 0; k < table.copies[i]; ++k) {
      rows.push_back(static_cast<index_t>(i));
      pool.push_back(samples[i]);
    }
  return take_rows<Scalar>(p.view(), rows);
}

/// Pseudo-labels of the teacher in the trainer `from`; writes what became of them to `log`.
template <std::floating_point Scalar>
tensor<Scalar, 2> label_pool(trainer<Scalar>& from, train_options const& options, noisy_student_options const& o,
                             task const& on, std::vector<index_t> const& samples, task& student, round_log& log) {
  auto const p = predict_probabilities(context(options.threads), from.evaluated(), on.data->train,
                                       std::span<index_t const>(samples), on.views.none, on.classes());
  auto const table = balanced_table{.threshold = o.threshold, .count = o.count}(p);
  index_t known = 0, right = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    int const truth = on.data->train_labels[static_cast<std::size_t>(samples[i])];
    if (table.copies[i] == 0) continue;
    ++log.guessed;
    known += truth != unknown_label;
    right += truth == table.labels[i];
  }
  if (known > 0) log.guess_accuracy = static_cast<double>(right) / static_cast<double>(known);
  auto rows = replicate(table, p, samples, student.split.pool);
  if (rows.extent(0) == 0)
    throw_error<value_error>(
        "noisy_student: no sample of the pool reached the confidence {}; lower the threshold or train the teacher "
        "longer",
        {o.threshold});
  return rows;
}

}  // namespace detail

/// Generation 0 is trained on the labelled samples alone; it teaches generation 1, which teaches 2, and so on.
/// `network(g)` makes the network of generation g (larger ones for later generations, with dropout and stochastic
/// depth). Teachers label in inference mode, without noise, by their evaluated weights; students see labelled and
/// unlabelled samples alike through the task's strong view. Seeds differ between generations.
template <std::floating_point Scalar>
noisy_student_generations<Scalar> noisy_student(training<Scalar> const& with,
                                                std::function<any_backbone<Scalar>(index_t)> const& network,
                                                task const& on, noisy_student_options const& o = {}) {
  if (o.generations < 1)
    detail::throw_error<value_error>("noisy_student: generations: expected at least 1, got {}", {o.generations});
  if (!on.views.strong) throw value_error("noisy_student: the task has no strong view (task.views.strong)");
  auto const samples = unlabelled_samples(on);
  double const weight = o.weight > 0 ? o.weight : static_cast<double>(with.options.ratio);
  auto student = on;
  student.views.weak = on.views.strong;

  noisy_student_generations<Scalar> out;
  auto const finish = [&](std::unique_ptr<trainer<Scalar>> t) {
    out.last = std::move(t);
    out.log.push_back({static_cast<index_t>(on.split.labelled.size()), 0, unknown,
                       out.last->log().evaluations.back().validation_accuracy});
    return was_finished(*out.last);
  };
  bool go_on = finish(with.run(network(0), student, supervised(), 0));
  for (index_t g = 1; g <= o.generations && go_on; ++g) {
    auto table = detail::label_pool(*out.last, with.options, o, on, samples, student, out.log.back());
    go_on = finish(o.soft ? with.run(network(g), student, noisy_student_method<true>(std::move(table), weight), g)
                          : with.run(network(g), student, noisy_student_method<false>(std::move(table), weight), g));
  }
  return out;
}

/// The same with `describe(g)`, which gives the description of generation g's network:
/// `noisy_student([](index_t g) { return mlp({2, 32 << g, 2}); }, task, adam{}, {.steps = 300})`.
template <class Describe, class Optimiser>
auto noisy_student(Describe const& describe, task const& on, Optimiser const& optimiser, train_options const& budget,
                   noisy_student_options const& o = {}) {
  using model_type = decltype(detail::backbone_of(describe(index_t{0}), on, budget));
  using scalar_type = backbone_scalar<model_type>;
  training<scalar_type> const with{any_optimiser<scalar_type>(optimiser, budget.trained), budget};
  auto const network = [&](index_t g) {
    auto own = budget;
    own.seed += static_cast<std::uint64_t>(g);
    return any_backbone<scalar_type>(detail::backbone_of(describe(g), on, own));
  };
  auto generations = noisy_student<scalar_type>(with, network, on, o);
  auto& last = *generations.last;
  return std::pair{detail::result_of<model_type>(last, std::move(last).log(), on), std::move(generations.log)};
}

}  // namespace tacit::inline TACIT_ABI
