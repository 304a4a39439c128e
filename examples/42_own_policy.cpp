// A policy of one's own: a selection that no paper here has, put into a method like any other.
// Run: build/release/examples/42_own_policy [STEPS]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

#include "tacit/data/task.hpp"
#include "tacit/data/two_moons.hpp"
#include "tacit/nn/models/mlp.hpp"
#include "tacit/optim/adam.hpp"
#include "tacit/ssl/methods/fixmatch.hpp"
#include "tacit/train/train.hpp"

// Keeps the most confident share of every batch, however confident that is: no threshold to tune, none never reached.
struct top_fraction {
  double keep = 0.5;

  template <class S>
  void operator()(tacit::prediction<S> const& r, tacit::vector_view<S> weight) const {
    std::vector<std::pair<S, tacit::index_t>> order;
    for (tacit::index_t i = 0; i < r.rows(); ++i)
      order.emplace_back(r.probabilities(i, tacit::most_probable(r.probabilities, i)), i);
    std::sort(order.rbegin(), order.rend());
    auto const kept = static_cast<std::size_t>(keep * static_cast<double>(order.size()));
    for (std::size_t k = 0; k < order.size(); ++k) weight[order[k].second] = k < kept ? S{1} : S{0};
  }
};

int main(int argc, char** argv) {
  // FixMatch's row of the table, with this selection in the place of confident{.threshold = 0.95}.
  auto const mine =
      tacit::method(tacit::joint, tacit::supervised(tacit::cross_entropy),
                    tacit::consistency(tacit::student(tacit::weak), tacit::harden, top_fraction{.keep = 0.3},
                                       tacit::on(tacit::strong, tacit::cross_entropy), tacit::constant{1}));

  auto const task = tacit::split(tacit::two_moons({.samples = 1000}), {.per_class = 3, .seed = 1});
  tacit::train_options const budget{.steps = argc > 1 ? std::atoi(argv[1]) : 300, .batch = 6, .ratio = 20};
  auto const net = tacit::mlp({2, 64, 64, 2});
  tacit::adam const rule{.rate = 0.01};
  std::printf("FixMatch\n%s\n", tacit::train(net, task, tacit::fixmatch(), rule, budget).report().c_str());
  std::printf("top_fraction\n%s", tacit::train(net, task, mine, rule, budget).report().c_str());
}
