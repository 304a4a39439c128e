// CTAugment as a view: what it draws, and that it learns from probes.
#include "tacit/data/ct_augment.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "tacit/data/synthetic_images.hpp"
#include "tacit/tensor/standard.hpp"

using namespace tacit;

namespace {

dataset pictures() { return synthetic_images({.samples = 20, .test = 4, .height = 16, .width = 16, .channels = 3}); }

}  // namespace

TEST_CASE("every operation keeps the size and takes every level", "[data]") {
  auto const data = pictures();
  auto const s = data.train[0];
  image::const_view const from(s.bytes.data(), {16, 16, 3});
  std::vector<std::uint8_t> memory(16 * 16 * 3);
  image::view const to(memory.data(), {16, 16, 3});
  for (auto const& operation : ct_operations)
    for (double level : {0.0, 0.25, 0.5, 0.999}) {
      INFO(operation.name << " " << level);
      CHECK_NOTHROW(operation.apply(from, to, level));
      bool const unchanged = std::equal(memory.begin(), memory.end(), s.bytes.begin());
      std::string const name = operation.name;
      bool const blends = name == "autocontrast" || name == "equalize" || name == "invert" || name == "smooth";
      if ((blends && level == 0) || name == "identity") CHECK(unchanged);
      if (level == 0.5 && (name.starts_with("translate") || name.starts_with("shear") || name == "rotate"))
        CHECK(unchanged);
    }
}

TEST_CASE("strengths that probes fail with are not drawn any more", "[data]") {
  auto const data = pictures();
  auto const policy = std::make_shared<ct_policy>(ct_options{.decay = 0.5});
  std::vector<float> out(16 * 16 * 3);
  std::array<ct_use, 2> used;
  random_stream random(1, purpose::user, 0);
  for (int k = 0; k < 3000; ++k) {  // the upper half of every range fails
    ct_probe(*policy, data.train[0], out, random, used);
    for (ct_use const& use : used)
      policy->learn(std::span(&use, 1), 2 * use.bin < ct_operations[use.operation].bins ? 1 : 0);
  }
  for (std::size_t i = 0; i < ct_operations.size(); ++i)
    if (ct_operations[i].bins > 1) {
      CHECK(policy->bins(i).probability(ct_operations[i].bins - 1) == 0);
      CHECK(policy->bins(i).probability(0) > 0);
    }
  int arrays = 0;
  policy->visit([&](char const*, std::vector<double>& weights) { arrays += weights.empty() ? 0 : 1; });
  CHECK(arrays == static_cast<int>(ct_operations.size()));
}

TEST_CASE("the view is a function of the sample and the random numbers", "[data]") {
  auto const data = pictures();
  auto const view = ct_image(std::make_shared<ct_policy const>());
  std::vector<float> a(16 * 16 * 3), b(a.size()), c(a.size());
  auto const make = [&](std::vector<float>& out, std::uint64_t step) {
    random_stream random(1, purpose::user, step);
    view(data.train[1], out, random);
  };
  make(a, 0);
  make(b, 0);
  make(c, 1);
  CHECK(a == b);
  CHECK(a != c);
  CHECK(*std::min_element(a.begin(), a.end()) >= 0);
  CHECK(*std::max_element(a.begin(), a.end()) <= 1);
  CHECK_THROWS_AS(ct_image(nullptr), value_error);
  CHECK_THROWS_AS(ct_policy({.depth = 0}), value_error);
}
