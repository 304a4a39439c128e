// CTAugment as a view: what it draws, and that it learns from probes.
#include "tacit/data/ct_augment.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <string>
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
  random_stream random(1, purpose::user, 0);
  for (auto const& operation : ct_operations)
    for (double level : {0.0, 0.25, 0.5, 0.999}) {
      INFO(operation.name << " " << level);
      CHECK_NOTHROW(operation.apply(from, to, {level, level, random}));
      bool const unchanged = std::equal(memory.begin(), memory.end(), s.bytes.begin());
      std::string const name = operation.name;
      bool const blends = name == "autocontrast" || name == "blur" || name == "equalize" || name == "invert" ||
                          name == "smooth" || name == "rescale";
      if ((blends && level == 0) || name == "identity") CHECK(unchanged);
      if ((name == "blur" || name == "rescale" || name == "cutout") && level > 0.5) CHECK_FALSE(unchanged);
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
      policy->learn(std::span(&use, 1), 2 * use.bins[0] < ct_operations[use.operation].bins ? 1 : 0);
  }
  for (std::size_t i = 0; i < ct_operations.size(); ++i)
    if (ct_operations[i].bins > 1) {
      CHECK(policy->bins(i).probability(ct_operations[i].bins - 1) == 0);
      CHECK(policy->bins(i).probability(0) > 0);
    }
  std::set<std::string> names;
  policy->visit([&](std::string const& name, std::vector<double>& weights) {
    CHECK_FALSE(weights.empty());
    names.insert(name);
  });
  CHECK(names.size() == ct_operations.size() + 1);  // the filter of rescale learns too
}

TEST_CASE("the second parameter of an operation learns by itself", "[data]") {
  auto const rescale = static_cast<std::size_t>(
      std::find_if(ct_operations.begin(), ct_operations.end(), [](auto const& o) { return o.second != nullptr; }) -
      ct_operations.begin());
  ct_policy policy({.decay = 0.5});
  for (index_t k = 0; k < 60; ++k) {
    ct_use const use{rescale, {k % 17, k % 6}};
    policy.learn(std::span(&use, 1), k % 6 == 2 ? 1 : 0);
  }
  for (index_t k = 0; k < 6; ++k) CHECK((policy.bins(rescale, 1).probability(k) > 0) == (k == 2));
}

TEST_CASE("translations can be told to move nothing, as published", "[data]") {
  auto const data = pictures();
  auto const changed = [&](bool translate) {
    ct_policy const policy({.depth = 1, .translate = translate});
    int moved = 0;
    for (std::uint64_t k = 0; k < 400; ++k) {
      std::vector<std::uint8_t> a(data.train[0].bytes.begin(), data.train[0].bytes.end()), b(a.size());
      random_stream random(1, purpose::user, k);
      std::array<ct_use, 1> used;
      auto const result = policy.probe({a.data(), {16, 16, 3}}, {b.data(), {16, 16, 3}}, random, used);
      bool const translated = std::string(ct_operations[used[0].operation].name).starts_with("translate");
      moved += translated && !std::equal(result.data(), result.data() + result.size(), data.train[0].bytes.begin());
    }
    return moved;
  };
  CHECK(changed(true) > 20);
  CHECK(changed(false) == 0);
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
