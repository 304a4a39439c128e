// A foreign backbone: four members let any network be trained by any method, here a linear model written by hand. The
// network of another framework, perhaps on a GPU, would do the same with its own tensors and its own optimiser.
// Run: build/release/examples/70_foreign_backbone [STEPS]
#include <Eigen/Core>
#include <array>
#include <cstdio>
#include <cstdlib>

#include "tacit/data/blobs.hpp"
#include "tacit/data/task.hpp"
#include "tacit/ssl/methods/fixmatch.hpp"
#include "tacit/train/train.hpp"

class linear_model {
  using matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  using rows_of = Eigen::Map<matrix const>;

 public:
  linear_model(int inputs, int classes) : w_(matrix::Zero(classes, inputs)), gradient_(w_) {}

  // Rows of samples in, logits out. What backward needs is kept under the slot; a step uses a few of them.
  auto forward(tacit::pass const& p, tacit::slot s) -> tacit::outputs<float> {
    auto const x = p.input<float>();
    kept& k = kept_.at(static_cast<std::size_t>(s.number));
    k.x = rows_of(x.data(), x.extent(0), x.extent(1));
    k.logits = k.x * w_.transpose();
    return {{k.logits.data(), {k.logits.rows(), k.logits.cols()}}};
  }
  // Gradients of the logits in; parameter gradients add up until step.
  void backward(tacit::slot s, tacit::output_gradients<float> g, tacit::wanted) {
    auto const& z = g.logits;  // dense rows
    gradient_ +=
        rows_of(z.data(), z.extent(0), z.extent(1)).transpose() * kept_.at(static_cast<std::size_t>(s.number)).x;
  }
  // The model's own update, at a rate that the trainer's schedule gives.
  void step(double rate) {
    w_ -= static_cast<float>(rate) * gradient_;
    gradient_.setZero();
  }
  // What is evaluated, and what a Mean Teacher would teach with.
  void average_into(linear_model& average, double decay) const {
    average.w_ = static_cast<float>(decay) * average.w_ + static_cast<float>(1 - decay) * w_;
  }

 private:
  struct kept {
    matrix x, logits;
  };
  matrix w_, gradient_;
  std::array<kept, 4> kept_;
};
static_assert(tacit::Backbone<linear_model>);

int main(int argc, char** argv) {
  auto const task = tacit::split(tacit::blobs({.seed = 2}), {.per_class = 2, .seed = 1});
  linear_model const net(static_cast<int>(task.sample_shape()[0]), task.classes());
  auto const run = tacit::train(net, task, tacit::fixmatch({.threshold = 0.8}), tacit::own_optimiser_t{.rate = 0.1},
                                {.steps = argc > 1 ? std::atoi(argv[1]) : 300, .batch = 16});
  std::fputs(run.report().c_str(), stdout);
}
