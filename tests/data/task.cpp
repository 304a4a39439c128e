// Tasks: from a data set and a label split, and from arrays in memory.
#include "tacit/data/task.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <vector>

#include "small_sets.hpp"
#include "tacit/data/own_data.hpp"
#include "tacit/tensor/tensor.hpp"

using tacit::index_t;

TEST_CASE("a task shares its data between copies") {
  auto const few = tacit::split(noise_images(30, 1), {.labels = 6, .validation = 3, .seed = 2});
  auto const copy = few;
  CHECK(copy.data.get() == few.data.get());
  CHECK(few.split.labelled.size() == 6);
  CHECK(few.split.validation.size() == 3);
  CHECK(few.split.pool.size() == 27);
  CHECK(few.classes() == 3);
  CHECK(few.sample_shape().size() == 3);
  for (auto const& augment : {few.views.none, few.views.weak, few.views.medium, few.views.strong})
    CHECK(static_cast<bool>(augment));
}

TEST_CASE("a split of one's own must fit the data") {
  auto const data = std::make_shared<tacit::dataset const>(noise_images(9, 1));
  tacit::label_split own;
  own.labelled = {0, 1, 2};
  own.pool = {3, 4};
  CHECK(tacit::make_task(data, own).split.pool == own.pool);
  own.pool = {9};
  CHECK_THROWS_AS(tacit::make_task(data, own), tacit::value_error);
}

TEST_CASE("own data: labelled rows first, then the unlabelled ones") {
  tacit::tensor<double, 2> xl({4, 3}), xu({6, 3}), xt({2, 3});
  for (index_t i = 0; i < xl.size(); ++i) xl.data()[i] = static_cast<double>(i);
  for (index_t i = 0; i < xu.size(); ++i) xu.data()[i] = 100 + static_cast<double>(i);
  std::vector<int> const yl{0, 2, 1, 2}, yt{1, 0};
  auto const few = tacit::own_data(xl, yl, xu, xt, yt);
  CHECK(few.classes() == 3);
  CHECK(few.data->train.count == 10);
  CHECK(few.data->train.values[3 * 4] == 100);
  CHECK(few.data->train_labels == std::vector<int>{0, 2, 1, 2, -1, -1, -1, -1, -1, -1});
  CHECK(few.split.labelled == std::vector<index_t>{0, 1, 2, 3});
  CHECK(few.split.pool.size() == 10);
  CHECK(few.data->test.count == 2);
  CHECK(few.data->test_labels == yt);

  auto const apart = tacit::own_data(xl, yl, xu, {.classes = 5, .include_labelled_in_pool = false});
  CHECK(apart.classes() == 5);
  CHECK(apart.split.pool == std::vector<index_t>{4, 5, 6, 7, 8, 9});
  CHECK(apart.data->test.count == 0);

  // Any storage order: a transposed view of column-major data.
  tacit::tensor<double, 2> columns({3, 4});
  for (index_t i = 0; i < 4; ++i)
    for (index_t k = 0; k < 3; ++k) columns(k, i) = xl(i, k);
  CHECK(tacit::own_data(columns.view().transposed(), yl, xu).data->train.values ==
        tacit::own_data(xl, yl, xu).data->train.values);
}

TEST_CASE("own data: images of bytes, with and without channels") {
  tacit::tensor<std::uint8_t, 3> grey({3, 4, 5});
  tacit::tensor<std::uint8_t, 4> rgb({3, 4, 5, 3});
  std::vector<long> const y{0, 1, 1};
  CHECK(tacit::own_data(grey, y, grey).data->train.shape == std::vector<index_t>{4, 5, 1});
  CHECK(tacit::own_data(rgb, y, rgb).data->train.shape == std::vector<index_t>{4, 5, 3});
  CHECK_THROWS_AS(tacit::own_data(rgb, y, grey), tacit::shape_error);
}

TEST_CASE("own data refuses what would train to nonsense") {
  tacit::tensor<float, 2> xl({3, 2}), xu({4, 2}), narrow({4, 1});
  std::vector<int> const y{0, 1, 0};
  CHECK_THROWS_AS(tacit::own_data(xl, y, narrow), tacit::shape_error);
  CHECK_THROWS_AS(tacit::own_data(xl, std::vector<int>{0, 1}, xu), tacit::shape_error);
  CHECK_THROWS_AS(tacit::own_data(xl, std::vector<int>{0, 1, -1}, xu), tacit::value_error);
  CHECK_THROWS_AS(tacit::own_data(xl, std::vector<int>{0, 1, 2}, xu, {.classes = 2}), tacit::value_error);
  CHECK_THROWS_AS(tacit::own_data(xl, std::vector<int>{0, 0, 0}, xu), tacit::value_error);
  xu(2, 1) = std::numeric_limits<float>::quiet_NaN();
  CHECK_THROWS_WITH(tacit::own_data(xl, y, xu), Catch::Contains("sample 5, feature 1"));
}
