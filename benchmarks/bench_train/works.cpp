#include "works.hpp"

#include <iostream>
#include <memory>

#include "networks.hpp"
#include "tacit/data/fashion_mnist.hpp"
#include "tacit/data/synthetic_images.hpp"
#include "tacit/data/task.hpp"
#include "tacit/data/two_moons.hpp"
#include "tacit/ssl/methods/fixmatch.hpp"
#include "tacit/ssl/methods/mean_teacher.hpp"
#include "tacit/ssl/methods/supervised_only.hpp"

namespace bench {

namespace {

tacit::dataset images_of(tacit::shape_t const& shape, std::string const& folder) {
  if (shape == tacit::shape_t{28, 28, 1}) try {
      return tacit::fashion_mnist(folder);
    } catch (tacit::file_error const& e) {
      std::clog << e.what() << "\nso the networks for 28 x 28 are timed on synthetic images\n";
    }
  return tacit::synthetic_images(
      {.samples = 5000, .test = 10, .height = shape[0], .width = shape[1], .channels = shape[2]});
}

/// FixMatch whose weak views pass by themselves: their batch norm sees them alone, and no gradient goes through them,
/// which costs a third of the joint recipe's weak part. Another recipe, not another speed of the same.
auto fixmatch_separate() {
  using namespace tacit;
  return method(
      separate, supervised(cross_entropy),
      consistency(student(weak), harden, confident{.threshold = 0.95}, on(strong, cross_entropy), constant{1}));
}

class list {
 public:
  explicit list(work_options const& o) : options_(o) {}

  template <class Method>
  void add(row what, index_t views, tacit::task const& on, std::function<tacit::any_backbone<float>(int)> const& make,
           Method const& method) {
    for (int threads : options_.threads) {
      what.threads = threads;
      all.push_back({what, [=, steps = options_.steps](row const& r) {
                       return bench::measure(r, views, steps, on, make(r.threads), method);
                     }});
    }
  }

  std::vector<work> all;

 private:
  work_options const& options_;
};

}  // namespace

std::vector<work> works(work_options const& o) {
  list l(o);
  std::vector<std::pair<tacit::shape_t, tacit::task>> tasks;
  auto const task_for = [&](tacit::shape_t const& shape) -> tacit::task const& {
    for (auto const& [known, task] : tasks)
      if (known == shape) return task;
    return tasks.emplace_back(shape, tacit::split(images_of(shape, o.data), {.labels = 1000})).second;
  };
  auto const network = [](network_entry const& n) {
    return [&n](int threads) { return n.make(n.sample_shape, threads); };
  };

  for (auto const& n : networks()) {
    auto plain = task_for(n.sample_shape);
    plain.views.weak = plain.views.none;
    for (index_t batch : {64, 512})
      l.add({.work = "train", .net = n.name, .recipe = "joint", .batch = batch}, 0, plain, network(n),
            tacit::supervised());
  }
  for (auto const& n : networks()) {
    if (std::string(n.name) != "small_cnn" && std::string(n.name) != "wrn28_2") continue;
    auto const& task = task_for(n.sample_shape);
    row what{.work = "fixmatch", .net = n.name, .recipe = "joint", .batch = 64, .mu = 7};
    l.add(what, 2, task, network(n), tacit::fixmatch());
    what.recipe = "separate";
    l.add(what, 2, task, network(n), fixmatch_separate());
    what.work = "mean_teacher";
    l.add(what, 2, task, network(n), tacit::mean_teacher());
  }
  auto const points = tacit::split(tacit::two_moons(), {.labels = 6});
  l.add({.work = "tiny", .net = "2-64-64-2", .recipe = "separate", .batch = 8, .mu = 8}, 2, points, tiny_network,
        tacit::mean_teacher());
  return std::move(l.all);
}

}  // namespace bench
