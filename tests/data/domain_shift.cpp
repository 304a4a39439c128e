// Domain shift: what changes and what stays, and which rows a task across domains shows.
#include "tacit/data/domain_shift.hpp"
#include "tacit/data/synthetic_images.hpp"

#include <catch2/catch.hpp>

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
