// What all methods of an experiment share.
#include "recipe.hpp"

#include <algorithm>
#include <utility>

#include "tacit/optim/adam.hpp"
#include "tacit/optim/schedule/cosine_decay.hpp"
#include "tacit/optim/sgd.hpp"
#include "tacit/train/checkpoint.hpp"
#include "text.hpp"

namespace bench {

namespace {
constexpr double momentum = 0.9;

/// The papers average over 1/1000 of a run of a million steps. A short run averages over 1/20 of its own length, and
/// never over more than the papers' 1000 steps.
double scaled_decay(index_t steps) { return std::clamp(1 - 20 / static_cast<double>(steps), 0.9, 0.999); }

/// Points: the whole rate while the decision boundary still wanders off the clusters, then half a cosine to 0, so that
/// the last weights are not those of a chance moment.
constexpr double whole_rate = 0.3;
double whole_then_cosine(double t, double steps) {
  tacit::cosine_decay const falling{.steps = (1 - whole_rate) * steps};
  return falling(std::max(0.0, t - whole_rate * steps));
}
}  // namespace

recipe choose_recipe(options const& o, bool points) {
  recipe r;
  r.points = points;
  r.rate = o.rate > 0 ? o.rate : points ? 0.01 : 0.03;
  r.decay = points ? 0.8 : scaled_decay(o.steps);
  if (points) {
    r.weak_noise = 0.08;
    r.strong_noise = 0.3;
  } else {
    r.weight_decay = 5e-4;
  }
  return r;
}

tacit::task recipe::task(std::shared_ptr<tacit::dataset const> data, tacit::label_split split) const {
  auto task = tacit::make_task(std::move(data), std::move(split));
  if (points) task.views = tacit::default_views(*task.data, {.weak_noise = weak_noise, .strong_noise = strong_noise});
  return task;
}

tacit::any_optimiser<float> recipe::optimiser() const {
  if (points) return tacit::any_optimiser<float>(tacit::adam{.rate = rate});
  return tacit::any_optimiser<float>(
      tacit::sgd{.rate = rate, .momentum = momentum, .nesterov = true, .weight_decay = weight_decay});
}

tacit::train_options recipe::budget(options const& o, index_t split) const {
  tacit::train_options budget;
  budget.steps = o.steps;
  budget.batch = o.batch;
  budget.ratio = o.ratio;
  budget.seed = o.seed + static_cast<std::uint64_t>(split);
  budget.threads = o.threads;
  budget.average = tacit::ema{.decay = decay, .correct = tacit::ema_correction::ratio};
  budget.rate = points ? whole_then_cosine : tacit::cosine_7_16;
  budget.evaluations = o.evaluations;
  if (!o.checkpoint.empty())
    budget.checkpoint = tacit::npz_checkpoint(
        {.path = o.checkpoint, .every = std::max<index_t>(1, o.steps / o.evaluations), .resume = o.resume});
  return budget;
}

std::string recipe::optimiser_text() const {
  if (points)
    return "Adam, rate " + number(rate) + " for " + number(100 * whole_rate) +
           " % of the run, then falling to 0 as a cosine";
  return "SGD, rate " + number(rate) + ", falling as cos(7πt/16K), Nesterov momentum " + number(momentum) +
         ", weight decay " + number(weight_decay);
}

std::string recipe::averaging_text() const {
  return "exponential moving average of the weights, decay min(" + number(decay) + ", (1+t)/(10+t))" +
         (points ? "" : " (scaled to the length of the run)");
}

std::string recipe::views_text() const {
  if (points)
    return "weak: normal noise of " + number(weak_noise) +
           " deviations of each feature; strong: " + number(strong_noise);
  return "weak: shift and, where it keeps the class, flip; strong: the same, RandAugment and cutout";
}

}  // namespace bench
