// Update rules: formulas on known numbers, decay exclusion, padding, and the same bits for any number of threads.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>

#include "tacit/kernel/random.hpp"
#include "tacit/optim/adam.hpp"
#include "tacit/optim/clip.hpp"
#include "tacit/optim/lars.hpp"
#include "tacit/optim/sgd.hpp"
#include "tacit/tensor/tensor.hpp"

using namespace tacit;

static_assert(UpdateRule<sgd> && UpdateRule<adam> && UpdateRule<adamw> && UpdateRule<lars>);

namespace {

/// A weight of 3 x 5, a bias of 3, the scale of a norm of 3; as a network lays them out, padding between them.
template <class S>
struct small_network {
  block_table table;
  tensor<S, 1> parameters, gradients, state;

  explicit small_network(int moments) {
    table.add("w", role::weight, {3, 5});
    table.add("mean", role::buffer, {100});
    table.add("b", role::bias, {3});
    table.add("scale", role::norm, {3});
    parameters = gradients = tensor<S, 1>({table.parameter_size()});
    state = tensor<S, 1>({moments * table.parameter_size()});
    random_stream random(7, purpose::user);
    for (block const& b : table.all())
      for (index_t i = 0; b.kind != role::buffer && i < b.size(); ++i) {
        parameters(b.offset + i) = static_cast<S>(random.normal());
        gradients(b.offset + i) = static_cast<S>(random.normal());
      }
  }
  static std::span<S> all(tensor<S, 1>& t) { return {t.data(), static_cast<std::size_t>(t.size())}; }

  template <class Rule>
  void step(Rule const& rule, index_t t, double rate, context const& ctx = context(1)) {
    rule.template update<S>(ctx, {all(parameters), all(gradients), table.all()}, all(state), t, rate);
  }
  index_t at(char const* name) const {
    for (block const& b : table.all())
      if (b.name == name) return b.offset;
    return -1;
  }
};

/// Whether the rule moves each block with gradients of zero, that is: decays it.
template <class Rule>
std::string decayed(Rule const& rule) {
  small_network<double> net(Rule::moments);
  for (double& g : net.gradients) g = 0;
  auto const before = net.parameters;
  net.step(rule, 0, 0.1);
  std::string names;
  for (char const* name : {"w", "b", "scale"})
    if (net.parameters(net.at(name)) != before(net.at(name))) names += name;
  return names;
}

}  // namespace

TEMPLATE_TEST_CASE("what follows an update is called once for every element, when it has been updated", "[optim]", sgd,
                   adam, adamw) {
  index_t const n = 100001;
  TestType const rule{.rate = 0.1};
  tensor<float, 1> const start = [&] {
    tensor<float, 1> x({n});
    for (index_t i = 0; i < n; ++i) x(i) = static_cast<float>(i % 17) - 8;
    return x;
  }();
  for (int threads : {1, 3}) {
    tensor<float, 1> p = start, g = start, state({rule.moments * n}), seen({n}), calls({n});
    std::span<float> const parameters(p.data(), static_cast<std::size_t>(n));
    rule.template update<float>(context(threads), {parameters, {g.data(), parameters.size()}, {}},
                                {state.data(), static_cast<std::size_t>(state.size())}, 0, 0.1,
                                [&](index_t first, index_t last) {
                                  for (index_t i = first; i < last; ++i) {
                                    seen(i) = p(i);
                                    calls(i) += 1;
                                  }
                                });
    CHECK(std::all_of(calls.data(), calls.data() + n, [](float c) { return c == 1; }));
    CHECK(std::equal(seen.data(), seen.data() + n, p.data()));
    CHECK_FALSE(std::equal(p.data(), p.data() + n, start.data()));
  }
}

TEST_CASE("sgd: two steps by hand", "[optim]") {
  double const p0 = 1, g0 = 0.5, g1 = -1, rate = 0.1, mu = 0.9, wd = 0.2;
  for (bool nesterov : {false, true})
    for (bool decoupled : {false, true}) {
      std::vector<double> p{p0}, g{g0}, v{0};
      sgd const rule{.momentum = mu, .nesterov = nesterov, .weight_decay = wd, .decoupled = decoupled};
      double x = p0, buffer = 0;
      for (double gradient : {g0, g1}) {
        g[0] = gradient;
        rule.update<double>(context(1), {p, g, {}}, v, 0, rate);
        double const d = gradient + (decoupled ? 0 : wd * x);
        if (decoupled) x *= 1 - rate * wd;
        buffer = mu * buffer + d;
        x -= rate * (nesterov ? d + mu * buffer : buffer);
        REQUIRE(p[0] == Approx(x));
      }
    }
}

TEST_CASE("adam: the first step is the rate, whatever the gradient's size", "[optim]") {
  std::vector<double> p{1, 1}, g{1e-3, -1e3}, state(4);
  adam{}.update<double>(context(1), {p, g, {}}, state, 0, 0.1);
  REQUIRE(p[0] == Approx(0.9).epsilon(1e-4));
  REQUIRE(p[1] == Approx(1.1));

  std::vector<double> q{2}, none{0}, moments(2);
  adamw{.weight_decay = 0.5}.update<double>(context(1), {q, none, {}}, moments, 0, 0.1);
  REQUIRE(q[0] == Approx(2 * (1 - 0.1 * 0.5)));
}

TEST_CASE("weight decay spares biases and norms unless told otherwise", "[optim]") {
  REQUIRE(decayed(sgd{.weight_decay = 0.1}) == "w");
  REQUIRE(decayed(sgd{.weight_decay = 0.1, .decoupled = true}) == "w");
  REQUIRE(decayed(sgd{.weight_decay = 0.1, .decay_all = true}) == "wbscale");
  REQUIRE(decayed(sgd{}) == "");
  REQUIRE(decayed(adam{.weight_decay = 0.1}) == "w");
  REQUIRE(decayed(adamw{.weight_decay = 0.1}) == "w");
  REQUIRE(decayed(adamw{.weight_decay = 0.1, .decay_all = true}) == "wbscale");
  REQUIRE(decayed(lars{.weight_decay = 0.1}) == "w");
}

TEST_CASE("lars: trust ratio of weights, plain steps of the rest, zero norms", "[optim]") {
  small_network<double> net(1);
  auto const p = net.parameters, g = net.gradients;
  lars const rule{.trust = 0.01, .weight_decay = 0.1};
  net.step(rule, 0, 0.5);
  double weights = 0, gradients = 0;
  for (index_t i = 0; i < 15; ++i) {
    weights += p(i) * p(i);
    gradients += std::pow(g(i) + 0.1 * p(i), 2);
  }
  double const ratio = 0.01 * std::sqrt(weights / gradients);
  for (index_t i = 0; i < 15; ++i) REQUIRE(net.parameters(i) == Approx(p(i) - 0.5 * ratio * (g(i) + 0.1 * p(i))));
  index_t const b = net.at("b"), scale = net.at("scale");
  REQUIRE(net.parameters(b) == Approx(p(b) - 0.5 * g(b)));
  REQUIRE(net.parameters(scale) == Approx(p(scale) - 0.5 * g(scale)));

  std::vector<double> zero{0, 0}, gradient{3, 4}, state(2);
  rule.update<double>(context(1), {zero, gradient, {}}, state, 0, 0.5);
  REQUIRE(zero[0] == Approx(-1.5));
  std::vector<double> one{1, 1}, still{0, 0}, rest(2);
  lars{.weight_decay = 0}.update<double>(context(1), {one, still, {}}, rest, 0, 0.5);
  REQUIRE(one[0] == 1.0);
}

TEMPLATE_TEST_CASE("rules leave padding at zero and give the same bits for any threads", "[optim]", float, double) {
  auto const run = [](auto const& rule, int threads) {
    using rule_type = std::decay_t<decltype(rule)>;
    index_t const n = 50001;  // several grains, ragged
    block_table table;
    table.add("w", role::weight, {n});
    table.add("b", role::bias, {33});
    tensor<TestType, 1> p({table.parameter_size()}), g = p, state({rule_type::moments * p.size()});
    random_stream random(3, purpose::user);
    for (block const& block : table.all())
      for (index_t i = 0; i < block.size(); ++i) {
        p(block.offset + i) = static_cast<TestType>(random.normal());
        g(block.offset + i) = static_cast<TestType>(random.normal());
      }
    auto const span = [](tensor<TestType, 1>& t) {
      return std::span<TestType>(t.data(), static_cast<std::size_t>(t.size()));
    };
    context const ctx(threads);
    for (index_t t = 0; t < 3; ++t) {
      clip_gradients(ctx, span(g), 10);
      rule.template update<TestType>(ctx, {span(p), span(g), table.all()}, span(state), t, 0.1);
    }
    for (index_t i = n; i < table.all()[1].offset; ++i) REQUIRE(p(i) == TestType{0});
    return p;
  };
  auto const same = [&](auto const& rule) {
    auto const one = run(rule, 1);
    for (int threads : {2, 3}) {
      auto const many = run(rule, threads);
      REQUIRE(std::memcmp(one.data(), many.data(), static_cast<std::size_t>(one.size()) * sizeof(TestType)) == 0);
    }
  };
  same(sgd{.nesterov = true, .weight_decay = 0.01});
  same(adam{.weight_decay = 0.01});
  same(adamw{});
  same(lars{});
}

TEST_CASE("clipping by the global norm", "[optim]") {
  std::vector<double> g{3, 4};
  auto const idle = clip_gradients(context(1), std::span<double>(g), 10);
  REQUIRE(idle.norm == Approx(5));
  REQUIRE(idle.scale == 1.0);
  REQUIRE(g == std::vector<double>{3, 4});
  auto const active = clip_gradients(context(1), std::span<double>(g), 1);
  REQUIRE(active.scale == Approx(1 / (5 + 1e-6)));
  REQUIRE(std::hypot(g[0], g[1]) == Approx(1).epsilon(1e-6));
  std::vector<double> none;
  REQUIRE(clip_gradients(context(1), std::span<double>(none), 1).norm == 0.0);
}

TEST_CASE("spans that do not fit are refused", "[optim]") {
  std::vector<double> p(4), g(3), state(4);
  REQUIRE_THROWS_WITH(sgd{}.update<double>(context(1), {p, g, {}}, state, 0, 0.1), "sgd: gradients: expected 4, got 3");
  REQUIRE_THROWS_WITH(adam{}.update<double>(context(1), {p, p, {}}, state, 0, 0.1), "adam: state: expected 8, got 4");
  std::vector<block> const blocks{{"w", role::weight, {5}, 0}};
  REQUIRE_THROWS_WITH(sgd{}.update<double>(context(1), {p, p, blocks}, state, 0, 0.1), Catch::Contains("block 'w'"));
}
