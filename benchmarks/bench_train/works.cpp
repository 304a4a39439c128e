#include "works.hpp"

#include <iostream>
#include <map>
#include <memory>
#include <string_view>

#include "networks.hpp"
#include "tacit/data/fashion_mnist.hpp"
#include "tacit/data/synthetic_images.hpp"
#include "tacit/data/task.hpp"
#include "tacit/data/two_moons.hpp"
#include "tacit/ssl/methods/fixmatch.hpp"
#include "tacit/ssl/methods/mean_teacher.hpp"
#include "tacit/ssl/methods/supervised_only.hpp"
#include "tacit/ssl/source/guessed.hpp"
#include "tacit/ssl/term/only_selected.hpp"

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
      consistency(guessed(weak), harden, confident{.threshold = 0.95}, on(strong, cross_entropy), constant{1}));
}

/// Selects every second row, whatever the network says: so much is known about the work.
struct every_second {
  template <class S>
  void operator()(tacit::prediction<S> const&, tacit::vector_view<S> weight) const {
    for (tacit::index_t i = 0; i < weight.size(); ++i) weight[i] = static_cast<S>(i % 2);
  }
};

/// The same without the strong rows that are not selected: a third recipe, for batch norm sees the others alone.
auto fixmatch_selected() {
  using namespace tacit;
  return method(
      separate, supervised(cross_entropy),
      only_selected(consistency(guessed(weak), harden, every_second{}, on(strong, cross_entropy), constant{1})));
}

/// Makes each task when a chosen work first asks for it, and keeps it.
class task_store {
 public:
  explicit task_store(std::string folder) : folder_(std::move(folder)) {}

  /// Images of this shape, or two moons for {2}; 1000 labels, or 6.
  tacit::task const& at(tacit::shape_t const& shape) {
    auto const known = made_.find(shape);
    if (known != made_.end()) return known->second;
    auto task = shape.size() == 1 ? tacit::split(tacit::two_moons(), {.labels = 6})
                                  : tacit::split(images_of(shape, folder_), {.labels = 1000});
    return made_.emplace(shape, std::move(task)).first->second;
  }

 private:
  std::string folder_;
  std::map<tacit::shape_t, tacit::task> made_;
};

class list {
 public:
  explicit list(work_options const& o) : options_(o), tasks_(std::make_shared<task_store>(o.data)) {}

  /// `augments`: whether weak views are what the task says, else the samples as they are.
  template <class Method>
  void add(row what, network_entry const& n, bool augments, Method const& method) {
    for (int threads : options_.threads) {
      what.net = n.name;
      what.threads = threads;
      all.push_back({what, [=, steps = options_.steps, tasks = tasks_](row const& r) {
                       auto task = tasks->at(n.sample_shape);
                       if (!augments) task.views.weak = task.views.none;
                       index_t const views = r.mu > 0 ? 2 : 0;
                       return bench::measure(r, views, steps, task, n.make(n.sample_shape, r.threads), method);
                     }});
    }
  }

  std::vector<work> all;

 private:
  work_options const& options_;
  std::shared_ptr<task_store> tasks_;
};

}  // namespace

std::vector<work> works(work_options const& o) {
  list l(o);
  for (auto const& n : networks())
    for (index_t batch : {64, 512})
      l.add({.work = "train", .net = "", .recipe = "joint", .batch = batch}, n, false, tacit::supervised());
  for (auto const& n : networks()) {
    if (std::string_view(n.name) != "small_cnn" && std::string_view(n.name) != "wrn28_2") continue;
    row what{.work = "fixmatch", .net = "", .recipe = "joint", .batch = 64, .mu = 7};
    l.add(what, n, true, tacit::fixmatch());
    what.recipe = "separate";
    l.add(what, n, true, fixmatch_separate());
    what.recipe = "selected";
    l.add(what, n, true, fixmatch_selected());
    what.recipe = "separate";
    what.work = "mean_teacher";
    l.add(what, n, true, tacit::mean_teacher());
  }
  l.add({.work = "tiny", .net = "", .recipe = "separate", .batch = 8, .mu = 8}, tiny_network(), true,
        tacit::mean_teacher());
  return std::move(l.all);
}

}  // namespace bench
