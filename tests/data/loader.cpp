// The loader: every sample once an epoch, streams that do not disturb each other, the same bits for any thread count.
#include "tacit/data/loader.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <vector>

#include "small_sets.hpp"
#include "tacit/data/own_data.hpp"

namespace {

using tacit::index_t;

template <class Span>
std::vector<index_t> copy(Span s) {
  return {s.begin(), s.end()};
}

template <class Scalar = float>
std::vector<Scalar> filled(tacit::loader& from, tacit::sample_view view, index_t step, int threads = 1) {
  index_t elements = 1;
  for (index_t e : from.task().sample_shape()) elements *= e;
  std::vector<Scalar> out(static_cast<std::size_t>(from.rows(view) * elements));
  from.fill(tacit::context(threads), view, step, out.data());
  return out;
}

}  // namespace

TEST_CASE("an epoch shows every pool sample at most once, and all of them where batches fit") {
  for (index_t count : {24, 29}) {
    tacit::loader from(tacit::split(numbered_rows(count), {.labels = 4}), {.batch = 4, .ratio = 2, .seed = 3});
    CHECK(from.steps_per_epoch() == 3);
    std::set<std::vector<index_t>> orders;
    for (index_t epoch = 0; epoch < 5; ++epoch) {
      std::set<index_t> seen;
      std::vector<index_t> order;
      for (index_t step = 3 * epoch; step < 3 * epoch + 3; ++step) {
        CHECK(from.epoch(step) == epoch);
        CHECK(from.ends_epoch(step) == (step % 3 == 2));
        for (index_t row : from.unlabelled_batch(step)) {
          CHECK((row >= 0 && row < count));
          CHECK(seen.insert(row).second);
          order.push_back(row);
        }
      }
      CHECK(seen.size() == 24);
      orders.insert(order);
    }
    CHECK(orders.size() == 5);
  }
}

TEST_CASE("the labelled stream goes round, also within a batch") {
  tacit::loader from(tacit::split(numbered_rows(100), {.labels = 6}), {.batch = 16, .ratio = 1});
  std::map<index_t, int> shown;
  for (index_t step = 0; step < 3; ++step) {
    auto const batch = copy(from.labelled_batch(step));
    auto const labels = from.labels(step);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      ++shown[batch[i]];
      auto const sample = static_cast<std::size_t>(from.task().split.labelled[static_cast<std::size_t>(batch[i])]);
      CHECK(labels[i] == from.task().data->train_labels[sample]);
    }
  }
  CHECK(shown.size() == 6);
  for (auto const& [position, times] : shown) CHECK(times == 8);  // 3 x 16 = 8 x 6

  // A sample that comes twice in a batch is seen in two views.
  auto const batch = copy(from.labelled_batch(0));
  auto const rows = filled(from, tacit::labelled, 0);
  std::set<float> values;
  for (std::size_t i = 0; i < rows.size(); i += 2) values.insert(rows[i]);
  CHECK(values.size() == 16);
}

TEST_CASE("the streams do not depend on each other nor on the past") {
  auto const few = tacit::split(noise_images(60, 1), {.labels = 9, .seed = 1});
  tacit::loader narrow(few, {.batch = 4, .ratio = 1, .seed = 5}), wide(few, {.batch = 4, .ratio = 7, .seed = 5});
  for (index_t step : {0, 1, 5, 20, 3}) {
    CHECK(copy(narrow.labelled_batch(step)) == copy(wide.labelled_batch(step)));
    CHECK(filled(narrow, tacit::labelled, step) == filled(wide, tacit::labelled, step));
  }
  // Resuming: a loader that never saw the steps before gives the same.
  for (index_t step : {37, 2}) {
    tacit::loader fresh(few, {.batch = 4, .ratio = 7, .seed = 5});
    CHECK(copy(fresh.unlabelled_batch(step)) == copy(wide.unlabelled_batch(step)));
    CHECK(filled(fresh, tacit::strong, step) == filled(wide, tacit::strong, step));
  }
  // One epoch's walk over the pool does not depend on how it is cut into batches.
  std::vector<index_t> by_four, by_twenty_eight;
  for (index_t step = 0; step < 7; ++step)
    for (index_t row : narrow.unlabelled_batch(step)) by_four.push_back(row);
  CHECK(by_four == copy(wide.unlabelled_batch(0)));
  tacit::loader other(few, {.batch = 4, .ratio = 7, .seed = 6});
  CHECK(copy(other.unlabelled_batch(0)) != copy(wide.unlabelled_batch(0)));
}

TEST_CASE("the same bits for any number of threads, and doubles equal floats") {
  tacit::loader from(tacit::split(noise_images(80, 3), {.labels = 6}), {.batch = 8, .ratio = 5});
  for (auto view : {tacit::labelled, tacit::clean, tacit::weak, tacit::medium, tacit::strong}) {
    auto const once = filled(from, view, 1, 1);
    for (int threads : {2, 3, 4, 7}) CHECK(filled(from, view, 1, threads) == once);
    auto const doubles = filled<double>(from, view, 1, 2);
    CHECK(std::equal(once.begin(), once.end(), doubles.begin(),
                     [](float a, double b) { return static_cast<double>(a) == b; }));
  }
}

TEST_CASE("draws, strengths and epochs differ; a view asked for again does not") {
  tacit::loader from(tacit::split(noise_images(40, 1), {.labels = 3}), {.batch = 4, .ratio = 10});
  auto const first = filled(from, tacit::weak, 0);
  CHECK(filled(from, tacit::weak2, 0) != first);
  CHECK(filled(from, tacit::strong, 0) != filled(from, tacit::strong2, 0));
  CHECK(filled(from, tacit::clean, 0) != first);
  auto const again = copy(from.unlabelled_batch(0));
  filled(from, tacit::weak, 1);
  CHECK(filled(from, tacit::weak, 0) == first);
  CHECK(copy(from.unlabelled_batch(0)) == again);

  // A batch is the whole pool here: the same sample in the next epoch is seen otherwise.
  auto const next = copy(from.unlabelled_batch(1));
  auto const second = filled(from, tacit::weak, 1);
  int equal = 0;
  for (std::size_t i = 0; i < 40; ++i) {
    auto const j = static_cast<std::size_t>(std::find(next.begin(), next.end(), again[i]) - next.begin());
    equal +=
        std::equal(first.begin() + static_cast<index_t>(120 * i), first.begin() + static_cast<index_t>(120 * (i + 1)),
                   second.begin() + static_cast<index_t>(120 * j));
  }
  CHECK(equal < 15);
}

TEST_CASE("rows are views of the samples that the batch names") {
  tacit::loader from(tacit::split(numbered_rows(50), {.labels = 4, .include_labelled_in_pool = false}),
                     {.batch = 4, .ratio = 3});
  auto const batch = copy(from.unlabelled_batch(2));
  auto const rows = filled(from, tacit::clean, 2);
  for (std::size_t i = 0; i < batch.size(); ++i)
    CHECK(rows[2 * i] == static_cast<float>(from.task().split.pool[static_cast<std::size_t>(batch[i])]));
}

TEST_CASE("a view of one's own is a lambda") {
  auto few = tacit::split(numbered_rows(20), {.labels = 2});
  few.views.weak = [](auto const& sample, auto out, auto& random) {
    out[0] = -sample.values[0];
    out[1] = static_cast<float>(random.uniform());
  };
  tacit::loader from(few, {.batch = 2, .ratio = 4});
  auto const batch = copy(from.unlabelled_batch(0));
  auto const rows = filled(from, tacit::weak, 0, 3);
  for (std::size_t i = 0; i < batch.size(); ++i) CHECK(rows[2 * i] == -static_cast<float>(batch[i]));

  few.views.weak = [](auto const&, auto, auto&) { throw tacit::value_error("own view"); };
  tacit::loader failing(few, {.batch = 2, .ratio = 4});
  CHECK_THROWS_WITH(filled(failing, tacit::weak, 0, 3), "own view");
}

TEST_CASE("without an unlabelled stream an epoch is a pass over the labels") {
  tacit::loader from(tacit::split(numbered_rows(40), {.labels = 10}), {.batch = 4, .ratio = 0});
  CHECK(from.steps_per_epoch() == 2);
  CHECK(from.unlabelled_batch(3).empty());
  CHECK_FALSE(from.offers(tacit::weak));
  CHECK(from.offers(tacit::labelled));
  tacit::loader large(tacit::split(numbered_rows(40), {.labels = 10}), {.batch = 64, .ratio = 0});
  CHECK(large.steps_per_epoch() == 1);
}

TEST_CASE("evaluation fills rows of a sample set") {
  auto const data = numbered_rows(9);
  std::vector<float> range(8), listed(4);
  tacit::context const ctx(2);
  tacit::fill_rows(ctx, data.train, tacit::plain_features(), 3, 4, range.data());
  CHECK(range[0] == 3);
  CHECK(range[6] == 6);
  std::vector<index_t> const indices{8, 0};
  tacit::fill_rows(ctx, data.train, tacit::plain_features(), indices, listed.data());
  CHECK(listed[0] == 8);
  CHECK(listed[2] == 0);
  CHECK_THROWS_AS(tacit::fill_rows(ctx, data.train, tacit::plain_features(), 7, 3, range.data()), tacit::value_error);
  std::vector<index_t> const outside{9};
  CHECK_THROWS_AS(tacit::fill_rows(ctx, data.train, tacit::plain_features(), outside, listed.data()),
                  tacit::value_error);
}

TEST_CASE("the loader refuses what it cannot show") {
  auto few = tacit::split(numbered_rows(50), {.labels = 4});
  CHECK_THROWS_WITH(tacit::loader(few, {.batch = 8, .ratio = 7}), Catch::Contains("7 x 8") && Catch::Contains("50"));
  CHECK_THROWS_AS(tacit::loader(few, {.batch = 0}), tacit::value_error);
  CHECK_THROWS_AS(tacit::loader(few, {.batch = 1, .ratio = -1}), tacit::value_error);
  CHECK_THROWS_AS(tacit::loader(few, {.batch = index_t{1} << 40, .ratio = index_t{1} << 40}), tacit::value_error);
  few.views.medium = nullptr;
  tacit::loader from(few, {.batch = 4, .ratio = 7});
  CHECK_FALSE(from.offers(tacit::medium));
  CHECK_THROWS_AS(filled(from, tacit::medium, 0), tacit::value_error);
  CHECK_THROWS_AS(from.labelled_batch(-1), tacit::value_error);
  few.split.labelled.clear();
  CHECK_THROWS_AS(tacit::loader(few, {.batch = 4, .ratio = 7}), tacit::value_error);
}
