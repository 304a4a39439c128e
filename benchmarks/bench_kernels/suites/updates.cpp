// Optimiser and moving average on flat spans, of the size of WRN-28-2 and of one that fits no cache.
#include "../data.hpp"
#include "tacit/optim/adam.hpp"
#include "tacit/optim/following_average.hpp"
#include "tacit/optim/sgd.hpp"

namespace bench {
namespace {

template <class Rule>
kernel_case rule_case(char const* kernel, Rule const& rule, index_t n) {
  double const bytes =
      4.0 * (3 + 2 * Rule::moments) * static_cast<double>(n);  // gradient; parameter and state both ways
  auto const prepare = [=](context const& ctx) {
    auto const p = random_array<float>(n), g = random_array<float>(n, 2),
               state = constant_array<float>(n * Rule::moments, 0);
    return std::vector<job>{{"tacit", [=] { rule.template update<float>(ctx, {*p, *g, {}}, *state, 0, 1e-6); }}};
  };
  return {kernel, "f32", extents(n), limit::memory, bytes, prepare};
}

kernel_case average_case(index_t n) {
  auto const prepare = [=](context const& ctx) {
    auto const shadow = random_array<float>(n), theta = random_array<float>(n, 2);
    return std::vector<job>{
        {"tacit",
         [=] { tacit::ema_update<float>(ctx, std::span<float>(*shadow), std::span<float const>(*theta), 0.999); }}};
  };
  return {"ema_update", "f32", extents(n), limit::memory, 12.0 * static_cast<double>(n), prepare};
}

/// A whole update as the trainer makes it: the rule, the average that follows, gradients cleared.
kernel_case followed_case(index_t n) {
  tacit::sgd const rule{.momentum = 0.9, .nesterov = true, .weight_decay = 5e-4};
  auto const prepare = [=](context const& ctx) {
    auto const p = random_array<float>(n), g = random_array<float>(n, 2), shadow = random_array<float>(n, 3),
               state = constant_array<float>(n, 0);
    return std::vector<job>{{"tacit", [=] {
                               tacit::detail::after_update<float> const after(*p, *g, {*shadow, 0.999});
                               rule.update<float>(ctx, {*p, *g, {}}, *state, 0, 1e-6, after);
                             }}};
  };
  return {"sgd_nesterov_ema", "f32", extents(n), limit::memory, 32.0 * static_cast<double>(n), prepare};
}

}  // namespace

std::vector<kernel_case> update_cases() {
  std::vector<kernel_case> cases;
  for (index_t n : {index_t{1467610}, index_t{16} << 20}) {
    cases.push_back(rule_case("sgd_nesterov", tacit::sgd{.momentum = 0.9, .nesterov = true, .weight_decay = 5e-4}, n));
    cases.push_back(rule_case("adam", tacit::adam{}, n));
    cases.push_back(average_case(n));
    cases.push_back(followed_case(n));
  }
  return cases;
}

}  // namespace bench
