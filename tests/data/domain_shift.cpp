// Domain shift: what changes and what stays, and which rows a task across domains shows.
#include "tacit/data/domain_shift.hpp"
#include "tacit/data/synthetic_images.hpp"
#include "tacit/data/two_moons.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace tacit;

TEST_CASE("a shift changes images and keeps labels", "[data]") {
  auto const source = synthetic_images({.samples = 20, .test = 10});
  auto const inverted = shifted(source, {.inverted = true}), noisy = shifted(source, {.noise = 0.1});
  CHECK(inverted.train_labels == source.train_labels);
  CHECK(inverted.train.bytes[7] == 255 - source.train.bytes[7]);
  CHECK(shifted(inverted, {.inverted = true}).test.bytes == source.test.bytes);
  CHECK(shifted(shifted(source, {.degrees = 90}), {.degrees = -90}).train.bytes == source.train.bytes);
  CHECK(noisy.train.bytes != source.train.bytes);
  CHECK(shifted(source, {.noise = 0.1}).train.bytes == noisy.train.bytes);
  CHECK_THROWS_AS(shifted(source, {.noise = -1}), value_error);
}

TEST_CASE("a task across domains labels the source and tests on the target", "[data]") {
  auto const source = synthetic_images({.samples = 20, .test = 10});
  auto const target = shifted(synthetic_images({.samples = 30, .test = 10, .seed = 1}), {.inverted = true});
  auto const task = two_domains(source, target);
  CHECK(task.data->train.count == 50);
  CHECK(task.split.labelled.size() == 20);
  CHECK(task.split.pool.size() == 30);
  CHECK(task.split.pool.front() == 20);
  CHECK(task.data->test.bytes == target.test.bytes);
  CHECK(task.data->train.bytes.front() == source.train.bytes.front());
  CHECK(task.data->train.bytes.back() == target.train.bytes.back());
  CHECK_THROWS_AS(two_domains(source, synthetic_images({.samples = 20, .test = 0, .channels = 3})), shape_error);
}

TEST_CASE("points of the plane are turned about their mean, and noise is in units of each feature", "[data]") {
  dataset square;
  square.name = "square";
  square.classes = 2;
  square.train = {{2}, 4, {}, {0, 0, 2, 0, 2, 2, 0, 2}};
  square.train_labels = {0, 0, 1, 1};
  square.test = {{2}, 1, {}, {1, 4}};
  square.test_labels = {1};
  auto const turned = shifted(square, {.degrees = 90});
  std::vector<float> const expected{2, 0, 2, 2, 0, 2, 0, 0};
  for (std::size_t k = 0; k < expected.size(); ++k) CHECK(turned.train.values[k] == Approx(expected[k]).margin(1e-6));
  CHECK(turned.test.values[0] == Approx(-2));  // about the mean of the training points, not its own
  CHECK(turned.test.values[1] == Approx(1));

  auto const moons = two_moons({.samples = 2000, .test = 10});
  auto const noisy = shifted(moons, {.noise = 0.5});
  auto const before = measure_channels(moons.train), after = measure_channels(noisy.train);
  for (std::size_t k = 0; k < 2; ++k)
    CHECK(after.deviation[k] / before.deviation[k] == Approx(std::sqrt(1.25)).epsilon(0.02));
  CHECK(noisy.train.values == shifted(moons, {.noise = 0.5}).train.values);
  CHECK_THROWS_AS(shifted(moons, {.inverted = true}), value_error);
  square.train.shape = square.test.shape = {1};
  square.train.count = 8;
  square.test.count = 2;
  CHECK_THROWS_AS(shifted(square, {.degrees = 10}), value_error);
}

TEST_CASE("a task across domains may show few labels of its source", "[data]") {
  auto const source = synthetic_images({.samples = 60, .test = 10});
  auto const task = two_domains(source, shifted(source, {.inverted = true}), {.labels = 10, .validation = 20});
  CHECK(task.split.labelled == make_split(source, {.labels = 10, .validation = 20}).labelled);
  CHECK(task.split.validation.size() == 20);
  CHECK(task.split.validation.back() < 60);
  CHECK(task.split.pool.size() == 60);
  CHECK(task.split.pool.front() == 60);
}

TEST_CASE("digits of another domain are digits: no mirror image is made of them", "[data]") {
  auto digits = synthetic_images({.samples = 20, .test = 10});
  digits.name = "mnist";
  auto const target = shifted(digits, {.degrees = 10});
  CHECK_FALSE(may_flip(target));
  CHECK_FALSE(may_flip(both_domains(digits, target)));
  CHECK(may_flip(synthetic_images({.samples = 20, .test = 10})));
}
