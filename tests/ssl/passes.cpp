// Which passes of a step move running statistics: the slot `passes`, and the teacher.
#include "tacit/data/two_moons.hpp"
#include "tacit/nn/layers.hpp"
#include "tacit/nn/model.hpp"
#include "tacit/ssl/step.hpp"
#include "tacit/train/loader_source.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace tacit;

namespace {

auto normalised_network() { return sequential(linear({.outputs = 5}), batch_norm(), relu, linear({.outputs = 2})); }
using network_model = model<decltype(normalised_network()), double>;

/// One step over two moons with a student and a teacher that have running statistics.
struct stage {
  task on = split(two_moons({.samples = 100}), {.per_class = 3, .seed = 1});
  loader_source<double> batches{on, {.batch = 6, .ratio = 2, .seed = 1}};
  any_backbone<double> student{network_model(normalised_network(), {2}, 1)};
  any_backbone<double> teacher{network_model(normalised_network(), {2}, 2)};
  tape<double> memory;
  step<double>::environment environment{context(1), student, &teacher, batches, memory, {.classes = 2}};

  stage() { batches.seek(0); }

  /// Whether `act(step)` moves the running statistics of a network.
  template <class Act>
  bool moves(any_backbone<double>& network, Act const& act) {
    auto const buffers = network.spans().buffers;
    std::vector<double> const before(buffers.begin(), buffers.end());
    step<double> s(environment, 0);
    act(s);
    return !std::equal(buffers.begin(), buffers.end(), before.begin());
  }
};

}  // namespace

TEST_CASE("the teacher's passes leave running statistics alone, unless its average owns them") {
  stage on;
  auto const teach = [](step<double>& s) { s.teacher(separate(weak)); };
  CHECK(!on.moves(on.teacher, teach));
  CHECK(!on.moves(on.student, teach));
  on.environment.teacher_moves_statistics = true;
  CHECK(on.moves(on.teacher, teach));
}

TEST_CASE("joint passes move the student's statistics, separate ones by their labelled rows alone") {
  stage on;
  CHECK(on.moves(on.student, [](step<double>& s) { s.forward(joint(weak, strong)); }));
  CHECK(on.moves(on.student, [](step<double>& s) { s.forward(separate(labelled)); }));
  CHECK(!on.moves(on.student, [](step<double>& s) { s.forward(separate(weak, strong)); }));
  CHECK(!on.moves(on.teacher, [](step<double>& s) { s.forward(joint(weak, strong)); }));
}
