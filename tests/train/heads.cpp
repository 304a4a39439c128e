// Heads in training: train gives a network what its method needs, and refuses what it cannot.
#include <catch2/catch.hpp>

#include <filesystem>

#include "tacit/data/two_moons.hpp"
#include "tacit/nn/models/mlp.hpp"
#include "tacit/optim/sgd.hpp"
#include "tacit/ssl/methods/comatch.hpp"
#include "tacit/ssl/methods/crmatch.hpp"
#include "tacit/train/train.hpp"

using namespace tacit;

namespace {

task const& moons() {
  static task const on = split(two_moons({.samples = 200}), {.per_class = 3, .seed = 3});
  return on;
}

train_options budget() { return {.steps = 12, .batch = 8, .ratio = 3, .seed = 5, .threads = 1, .evaluations = 1}; }

template <class Network, class Method>
auto run(Network const& network, Method const& method) {
  return train(network, moons(), method, sgd{.rate = 0.1}, budget());
}

/// Logits 0 for every sample, and nothing else.
struct no_heads {
  std::vector<float> zeros;
  outputs<float> forward(pass const& p, slot) {
    zeros.assign(static_cast<std::size_t>(2 * p.rows), 0.0f);
    return {{zeros.data(), {p.rows, 2}}};
  }
  void backward(slot, output_gradients<float>, wanted) {}
  void step(double) {}
  void average_into(no_heads&, double) const {}
};

/// The same, with a projection head of 3 columns.
struct narrow_head : no_heads {
  index_t head_width(head_kind k) const { return k == projection ? 3 : 0; }
  void average_into(narrow_head&, double) const {}
};

}  // namespace

TEST_CASE("train attaches the heads that the method declares", "[train]") {
  auto const result = run(mlp({2, 16, 2}), comatch({.width = 5}));
  CHECK(result.model.head_width(projection) == 5);
  CHECK(result.student.blocks().all().size() == 8);
  CHECK(run(mlp({2, 16, 2}), comatch({.width = 5})).weight_hash == result.weight_hash);
}

TEST_CASE("a saved network with heads is a classifier without them, too", "[train]") {
  auto const path = (std::filesystem::temp_directory_path() / "tacit_test_heads.npz").string();
  auto const result = run(mlp({2, 16, 2}), comatch({.width = 5}));
  result.model.save(path);
  classifier<mlp_network> plain(mlp({2, 16, 2}), {2}), headed(mlp({2, 16, 2}), {2});
  plain.load(path);
  headed.attach(heads_of(comatch({.width = 5})));
  headed.load(path);
  tensor<float, 2> const x({2, 2}, {0.5f, -1, 1, 0.25f});
  auto const p = result.model.predict(x);
  for (auto const* other : {&plain, &headed}) {
    auto const q = other->predict(x);
    CHECK(std::equal(p.begin(), p.end(), q.begin()));
  }
  CHECK(std::equal(headed.parameters().begin(), headed.parameters().end(), result.model.parameters().begin()));
  std::filesystem::remove(path);
}

TEST_CASE("what a network cannot give is refused before step 0, by name", "[train]") {
  auto const message = [](auto const& network, auto const& method) -> std::string {
    try {
      train(network, moons(), method, own_optimiser, budget());
    } catch (value_error const& e) {
      return e.what();
    }
    return "";
  };
  CHECK(message(no_heads{}, comatch()) ==
        "train: the method needs a projection head of 64 outputs, but this backbone has none and cannot be given one "
        "(refinements HasHeads, CanAttachHeads)");
  CHECK(message(narrow_head{}, comatch()) ==
        "train: the method needs a projection head of 64 outputs, but this backbone has one of 3");
  CHECK_THROWS_WITH(run(mlp({2, 16, 2}), crmatch()), Catch::Contains("samples of this task have shape 2"));
}
