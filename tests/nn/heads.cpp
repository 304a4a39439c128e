// Heads: they share the network's spans and features, change nothing of the network itself, and give right gradients.
#include <catch2/catch.hpp>

#include "allocations.hpp"
#include "passes.hpp"
#include "tacit/nn/any_backbone.hpp"
#include "tacit/nn/models/mlp.hpp"

using namespace tacit;

namespace {

head_set const two_heads{{.kind = projection, .outputs = 3, .hidden = 1, .slope = 0.1},
                         {.kind = auxiliary, .hidden = 2, .narrower = 2, .slope = 0.01, .batch_norm = true}};

/// Three views: the first without heads, the second with a projection, the third with both heads.
struct three_views {
  std::array<segment, 3> segments{segment{labelled, 0, 2}, segment{weak, 2, 4}, segment{strong, 6, 5}};
  batch<double> rows{11, {4}};
  three_views() {
    segments[1].heads.add(projection);
    segments[2].heads.add(projection);
    segments[2].heads.add(auxiliary);
    rows.pass.segments = segments;
  }
};

model<mlp_network, double> network(head_set const& heads) {
  model<mlp_network, double> net(mlp({4, 6, 5}), {4}, 3, context(1));
  net.attach(heads);
  return net;
}

/// A loss of all outputs, and its gradients.
double loss_of(outputs<double> const& out, matrix_view<double> logits, matrix_view<double> p, matrix_view<double> a) {
  double loss = 0;
  auto const add = [&](matrix_view<double const> y, matrix_view<double> dy, double bend) {
    for (index_t i = 0; i < y.extent(0); ++i)
      for (index_t c = 0; c < y.extent(1); ++c) {
        double const w = 1 + 0.1 * static_cast<double>(i) - 0.2 * static_cast<double>(c);
        loss += w * y(i, c) + bend * y(i, c) * y(i, c);
        dy(i, c) = w + 2 * bend * y(i, c);
      }
  };
  add(out.logits, logits, 0.3);
  add(out.heads[0], p, 0.5);
  add(out.heads[2], a, 0.7);
  return loss;
}

}  // namespace

TEST_CASE("heads continue the network's blocks and leave its own as they are", "[nn]") {
  model<mlp_network, double> plain(mlp({4, 6, 5}), {4}, 3, context(1));
  auto headed = network(two_heads);
  CHECK(headed.head_width(projection) == 3);
  CHECK(headed.head_width(auxiliary) == 5);
  CHECK(headed.head_width(rotation) == 0);
  CHECK(headed.feature_count() == 6);
  CHECK(copy_of(headed.values("linear1.weight")) == copy_of(plain.values("linear1.weight")));
  CHECK(headed.values("projection.linear0.weight").size() == 36);
  CHECK(headed.values("auxiliary.linear1.weight").size() == 9);
  CHECK(headed.values("auxiliary.bn1.variance").size() == 3);

  three_views v;
  auto const with = headed.forward(v.rows.pass, {0}), without = plain.forward(v.rows.pass, {0});
  CHECK(copy_of(with.logits) == copy_of(without.logits));
  CHECK(with.heads[0].extent(0) == 9);
  CHECK(with.heads[2].extent(0) == 5);
  CHECK_FALSE(with.heads[1].data());

  headed.values("projection.linear0.weight")[0] = 7;
  headed.attach({{.kind = rotation, .outputs = 4}});
  CHECK(headed.values("projection.linear0.weight")[0] == 7);
  CHECK(headed.head_width(rotation) == 4);
  CHECK_THROWS_AS((head_set{{.kind = rotation, .outputs = 4}, {.kind = rotation, .outputs = 3}}), value_error);
}

TEST_CASE("a copy has the same heads with passes of its own, and attaching none changes nothing", "[nn]") {
  auto net = network(two_heads);
  three_views v;
  auto const expected = copy_of(net.forward(v.rows.pass, {0}).heads[0]);
  auto copy = net;
  net.values("projection.linear0.weight")[0] += 1;
  CHECK(copy_of(copy.forward(v.rows.pass, {0}).heads[0]) == expected);
  CHECK(copy_of(net.forward(v.rows.pass, {0}).heads[0]) != expected);

  any_backbone<double> any(copy);
  any.attach({});
  CHECK(any.head_width(projection) == 3);
  CHECK(copy_of(any.forward(v.rows.pass, {0}).heads[0]) == expected);
}

TEST_CASE("batch norm in an attached head makes the rows of a batch influence each other", "[nn]") {
  CHECK_FALSE(any_backbone<double>(network({{.kind = projection, .outputs = 3, .hidden = 1}})).has_batch_statistics());
  CHECK(any_backbone<double>(network(two_heads)).has_batch_statistics());
}

TEST_CASE("gradients through the heads are those of finite differences", "[nn]") {
  auto net = network(two_heads);
  three_views v;
  v.rows.pass.update_running = false;
  tensor<double, 2> logits({11, 5}), p({9, 3}), a({5, 5});
  auto const loss = [&] { return loss_of(net.forward(v.rows.pass, {0}), logits.view(), p.view(), a.view()); };
  loss();
  net.zero_gradients();
  output_gradients<double> g{logits.view()};
  g.heads[0] = p.view();
  g.heads[2] = a.view();
  net.backward({0}, g, {.input = true});

  double worst = 0;
  for (block const& b : net.blocks().all()) {
    if (b.kind == role::buffer) continue;
    auto const values = net.values(b.name);
    auto const analytic = copy_of(net.gradient(b.name));
    for (std::size_t i = 0; i < values.size(); ++i) {
      double const h = 1e-6, old = values[i];
      values[i] = old + h;
      double const up = loss();
      values[i] = old - h;
      double const down = loss();
      values[i] = old;
      worst = std::max(worst, std::abs((up - down) / (2 * h) - analytic[i]) / (1 + std::abs(analytic[i])));
    }
  }
  CHECK(worst < 1e-6);
}

TEST_CASE("a steady pass with heads allocates nothing", "[nn]") {
  any_backbone<double> net(network(two_heads));
  three_views v;
  tensor<double, 2> p({9, 3});
  output_gradients<double> g{};
  g.heads[0] = p.view();
  auto const pass = [&] {
    net.forward(v.rows.pass, {0});
    net.backward({0}, g, {});
  };
  pass();
  long const before = allocation_count();
  pass();
  CHECK(allocation_count() == before);
}
