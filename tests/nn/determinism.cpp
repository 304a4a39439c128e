// The same bits for any number of threads, and no allocation once a step has been made.
#include <catch2/catch.hpp>

#include "allocations.hpp"
#include "passes.hpp"
#include "tacit/nn/models/conv_large.hpp"
#include "tacit/nn/models/mlp.hpp"
#include "tacit/nn/models/small_cnn.hpp"
#include "tacit/nn/models/wide_resnet.hpp"

using namespace tacit;

namespace {

/// A joint pass, a separate one beside it and a target pass of a second model: what a step of a method does.
template <class Network>
class stepper {
 public:
  stepper(Network const& network, shape_t const& shape, index_t rows, int threads)
      : student_(network, shape, 7, context(threads)), teacher_(student_), a_(rows, shape, 1), b_(rows + 4, shape, 2) {}

  void step(std::uint64_t t) {
    a_.pass.step = b_.pass.step = t;
    b_.pass.lane = 1;
    b_.pass.update_running = false;
    auto const za = student_.forward(a_.pass, slot{0}), zb = student_.forward(b_.pass, slot{1});
    a_.pass.differentiate = false;
    auto const zt = teacher_.forward(a_.pass, slot{0});
    a_.pass.differentiate = true;
    student_.backward(slot{0}, {za.logits, za.features}, {});
    student_.backward(slot{0}, {zt.logits}, {});
    student_.backward(slot{1}, {zb.logits}, {.parameters = true, .input = true});
    student_.step(1e-3);
    student_.average_into(teacher_, 0.9);
  }

  std::vector<float> weights() const {
    auto all = copy_of(student_.parameters());
    for (auto more : {teacher_.parameters(), student_.buffers(), teacher_.buffers()})
      all.insert(all.end(), more.begin(), more.end());
    return all;
  }

 private:
  model<Network, float> student_, teacher_;
  batch<float> a_, b_;
};

template <class Network>
std::vector<float> weights_after(Network const& network, shape_t const& shape, index_t rows, int threads) {
  stepper<Network> s(network, shape, rows, threads);
  for (std::uint64_t t = 0; t < 2; ++t) s.step(t);
  return s.weights();
}

template <class Network>
void require_same_for_all_threads(Network const& network, shape_t const& shape, index_t rows = 9) {
  auto const serial = weights_after(network, shape, rows, 1);
  for (int threads : {2, 3, 4, 7}) {
    INFO(threads << " threads");
    CHECK((weights_after(network, shape, rows, threads) == serial));
  }
}

/// Whether two steps running allocate nothing. A thread that gets its first block late warms its scratch memory late.
template <class Network>
bool reaches_no_allocations(Network const& network, shape_t const& shape) {
  stepper<Network> s(network, shape, 2, 2);
  int quiet = 0;
  for (std::uint64_t t = 0; t < 20 && quiet < 2; ++t) {
    long const before = allocation_count();
    s.step(t);
    quiet = allocation_count() == before ? quiet + 1 : 0;
  }
  return quiet == 2;
}

}  // namespace

TEST_CASE("weights do not depend on the number of threads", "[nn]") {
  require_same_for_all_threads(mlp({5, 33, 17, 3}), {5});
  require_same_for_all_threads(small_cnn({}), {12, 11, 1});
  require_same_for_all_threads(wide_resnet({.depth = 10, .widen = 1, .drop_branch = 0.3}), {9, 8, 3});
  require_same_for_all_threads(conv_large({}), {12, 12, 1}, 2);
}

TEST_CASE("a steady step allocates nothing", "[nn]") {
  CHECK(reaches_no_allocations(mlp({5, 33, 17, 3}), {5}));
  CHECK(reaches_no_allocations(small_cnn({}), {12, 11, 1}));
  CHECK(reaches_no_allocations(wide_resnet({.depth = 10, .widen = 1, .drop_branch = 0.3}), {9, 8, 3}));
  CHECK(reaches_no_allocations(conv_large({}), {12, 12, 1}));
}
