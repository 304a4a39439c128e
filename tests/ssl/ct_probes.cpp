// CTAugment in training: the policy learns, the run stays reproducible, and the method's own numbers stay its own.
#include "tacit/ssl/ct_probes.hpp"

#include <catch2/catch.hpp>

#include <string>

#include "tacit/data/synthetic_images.hpp"
#include "tacit/nn/models/small_cnn.hpp"
#include "tacit/optim/sgd.hpp"
#include "tacit/ssl/methods/fixmatch.hpp"
#include "tacit/train/train.hpp"

using namespace tacit;

TEST_CASE("a method with CTAugment trains, and its policy has learned", "[ctaugment]") {
  auto const data = synthetic_images({.samples = 120, .test = 20, .height = 8, .width = 8});
  auto const hash_of = [&](int threads, ct_policy** learned, std::shared_ptr<ct_policy>& keep) {
    auto few = split(data, {.per_class = 4, .seed = 1});
    auto const method = with_ct_augment(few, fixmatch());
    keep = method.policy;
    *learned = method.policy.get();
    return train(small_cnn({.channels = 1, .classes = few.classes()}), few, method, sgd{.rate = 0.01},
                 {.steps = 4, .batch = 8, .ratio = 1, .threads = threads, .evaluations = 1})
        .weight_hash;
  };
  ct_policy *first = nullptr, *second = nullptr;
  std::shared_ptr<ct_policy> keep_first, keep_second;
  CHECK(hash_of(1, &first, keep_first) == hash_of(3, &second, keep_second));
  double moved = 0;
  for (std::size_t i = 0; i < ct_operations.size(); ++i)
    for (std::size_t b = 0; b < first->bins(i).weights().size(); ++b) {
      moved += 1 - first->bins(i).weights()[b];
      CHECK(first->bins(i).weights()[b] == second->bins(i).weights()[b]);
    }
  CHECK(moved > 0);
}
