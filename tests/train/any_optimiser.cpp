// any_optimiser: the average that follows an update in the same pass is the one that follows it in a pass of its own.
#include "tacit/train/any_optimiser.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <vector>

#include "tacit/nn/model.hpp"
#include "tacit/nn/models/mlp.hpp"
#include "tacit/optim/adam.hpp"
#include "tacit/optim/lars.hpp"
#include "tacit/optim/sgd.hpp"

using namespace tacit;

namespace {

/// A rule by somebody who does not know what may follow an update.
struct plain_descent {
  double rate = 0.1;
  static constexpr int moments = 0;
  template <class S>
  void update(context const&, spans<S> p, std::span<S>, index_t, double at_rate) const {
    for (std::size_t i = 0; i < p.parameters.size(); ++i) p.parameters[i] -= static_cast<S>(at_rate) * p.gradients[i];
  }
};

/// A network with gradients in it and the average of its weights; larger than what one thread takes at a time.
struct trained_network {
  context ctx{2};
  any_backbone<float> network{model<mlp_network, float>(mlp({300, 70, 10}), {300}, 5, ctx)};
  std::vector<float> average;

  trained_network() {
    auto const s = network.spans();
    average.assign(s.parameters.begin(), s.parameters.end());
  }
  void fill_gradients(int step) {
    auto const g = network.spans().gradients;
    for (std::size_t i = 0; i < g.size(); ++i)
      g[i] = static_cast<float>(static_cast<int>(i + 1) * (step + 3) % 29) / 29;
  }
};

bool same(std::span<float const> a, std::span<float const> b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

void check_following(any_optimiser<float> const& rule, double clip) {
  trained_network together, apart;
  any_optimiser<float> first = rule, second = rule;
  double const decay = 0.9;
  for (int step = 0; step < 3; ++step) {
    together.fill_gradients(step);
    apart.fill_gradients(step);
    first.apply(together.ctx, together.network, 0.5, clip, {together.average, decay});
    second.apply(apart.ctx, apart.network, 0.5, clip);
    ema_update<float>(apart.ctx, apart.average, apart.network.spans().parameters, decay);
  }
  auto const s = together.network.spans();
  CHECK(same(s.parameters, apart.network.spans().parameters));
  CHECK(same(together.average, apart.average));
  CHECK_FALSE(same(together.average, s.parameters));
  CHECK(std::all_of(s.gradients.begin(), s.gradients.end(), [](float g) { return g == 0; }));
}

}  // namespace

TEST_CASE("an average that follows in the same pass gets the same bits, with every rule") {
  for (double clip : {0.0, 0.5}) {
    check_following(any_optimiser<float>(sgd{.rate = 0.1, .momentum = 0.9, .nesterov = true, .weight_decay = 0.01}),
                    clip);
    check_following(any_optimiser<float>(adam{}), clip);
    check_following(any_optimiser<float>(adamw{}), clip);
    check_following(any_optimiser<float>(lars{}), clip);
    check_following(any_optimiser<float>(plain_descent{}), clip);
  }
}

TEST_CASE("an average follows also the blocks that are not trained, and a backbone that updates itself") {
  check_following(any_optimiser<float>(sgd{}, [](block const& b) { return b.kind == role::bias; }), 0);
  check_following(any_optimiser<float>(own_optimiser_t{.rate = 0.1}), 0);
}
