// Gradient reversal: a classifier or head follows its gradient, everything below goes against it.
#include <catch2/catch.hpp>

#include "passes.hpp"
#include "tacit/nn/any_backbone.hpp"
#include "tacit/nn/models/mlp.hpp"

using namespace tacit;

namespace {

constexpr double lambda = 0.7;

/// Gradients of all blocks, from the logits and from a domain head.
std::vector<double> gradients(feature_flow const& down) {
  model<mlp_network, double> net(mlp({4, 6, 5}), {4}, 3, context(1));
  net.attach({{.kind = domain, .outputs = 2, .hidden = 1, .tanh = true}});
  batch<double> rows(7, {4});
  segment all{labelled, 0, 7};
  all.heads.add(domain);
  rows.pass.segments = {&all, 1};
  auto const out = net.forward(rows.pass, {0});
  output_gradients<double> g{out.logits};
  g.heads[static_cast<std::size_t>(domain)] = out.heads[static_cast<std::size_t>(domain)];
  g.down = down;
  net.backward({0}, g, {});
  return {net.gradients().begin(), net.gradients().end()};
}

bool below_features(std::string const& name) { return name.starts_with("linear0."); }

}  // namespace

TEST_CASE("what comes down through a classifier or a head can be reversed", "[nn]") {
  static_assert(HasReversal<model<mlp_network, double>>);
  model<mlp_network, double> table(mlp({4, 6, 5}), {4});
  table.attach({{.kind = domain, .outputs = 2, .hidden = 1, .tanh = true}});
  feature_flow none, logits, heads, both;
  none.logits = none.heads[static_cast<std::size_t>(domain)] = 0;
  logits.logits = -lambda;
  logits.heads[static_cast<std::size_t>(domain)] = 0;
  heads.logits = 0;
  heads.heads[static_cast<std::size_t>(domain)] = -lambda;
  both.logits = both.heads[static_cast<std::size_t>(domain)] = -lambda;
  auto const plain = gradients({}), nothing = gradients(none), of_logits = gradients(logits),
             of_heads = gradients(heads), of_both = gradients(both);
  for (block const& b : table.blocks().all())
    for (index_t k = b.offset; k < b.offset + b.size(); ++k) {
      auto const i = static_cast<std::size_t>(k);
      if (below_features(b.name)) {
        CHECK(nothing[i] == 0);
        CHECK(of_both[i] == Approx(-lambda * plain[i]).margin(1e-14));
        CHECK(of_logits[i] + of_heads[i] == Approx(of_both[i]).margin(1e-14));
      } else {
        CHECK(of_both[i] == plain[i]);
      }
    }
}
