// Data from the user's own arrays, and the checks of data in memory.
#include "tacit/data/from_memory.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "files.hpp"
#include "tacit/tensor/standard.hpp"
#include "tacit/tensor/tensor.hpp"

namespace {

using Catch::Contains;
using indices = std::vector<tacit::index_t>;
using matrix = tacit::tensor<float, 2>;

matrix const x({3, 2}, {1, 2, 3, 4, 5, 6}), u({2, 2}, {7, 8, 9, 10});
std::vector<int> const y{1, 0, 2};

template <class Error, class... Args>
std::string error(Args const&... args) {
  return files::message_of<Error>([&] { tacit::from_memory(args...); });
}

}  // namespace

TEST_CASE("from memory: labelled samples first, then unlabelled ones") {
  auto const made = tacit::from_memory(x, y, u);
  tacit::validate(made.data);
  tacit::validate(made.split, made.data);
  CHECK(made.data.classes == 3);
  CHECK(made.data.train.values == std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  CHECK(made.data.train_labels == std::vector<int>{1, 0, 2, tacit::unknown_label, tacit::unknown_label});
  CHECK(made.split.labelled == indices{0, 1, 2});
  CHECK(made.split.pool == indices{0, 1, 2, 3, 4});
  CHECK(made.split.data_hash == tacit::data_hash(made.data));
  CHECK(made.split.generator == "given");
  CHECK(made.data.test.count == 0);

  auto const apart = tacit::from_memory(x, y, u, {.classes = 5, .include_labelled_in_pool = false, .name = "mine"});
  CHECK(apart.split.pool == indices{3, 4});
  CHECK(apart.data.classes == 5);
  CHECK(apart.data.name == "mine");
}

TEST_CASE("from memory: test samples, doubles, transposed views and other label types") {
  tacit::tensor<double, 2> const columns({2, 3}, {1, 3, 5, 2, 4, 6});
  std::vector<std::int64_t> const long_labels{1, 0, 2};
  auto const made =
      tacit::from_memory(columns.view().transposed(), long_labels, u, x, std::array<unsigned char, 3>{0, 1, 2});
  CHECK(made.data.train.values == tacit::from_memory(x, y, u).data.train.values);
  CHECK(made.data.test.values == std::vector<float>{1, 2, 3, 4, 5, 6});
  CHECK(made.data.test_labels == std::vector<int>{0, 1, 2});
}

TEST_CASE("from memory: images as bytes") {
  tacit::tensor<std::uint8_t, 4> few({2, 2, 1, 3}), many({3, 2, 1, 3});
  few(1, 1, 0, 2) = 9;
  auto const made = tacit::from_memory(few, std::vector<int>{0, 1}, many);
  CHECK(made.data.train.shape == indices{2, 1, 3});
  CHECK(made.data.train.count == 5);
  CHECK(made.data.train.bytes[11] == 9);
  tacit::tensor<std::uint8_t, 3> const grey({2, 4, 5});
  CHECK(tacit::from_memory(grey, std::vector<int>{0, 1}, grey).data.train.shape == indices{4, 5, 1});
}

TEST_CASE("from memory: what does not fit is refused") {
  CHECK_THAT(error<tacit::shape_error>(x, std::vector<int>{0, 1}, u),
             Contains("from_memory: labelled: number of labels: expected 3, got 2"));
  CHECK_THAT(error<tacit::shape_error>(x, y, matrix({2, 3})),
             Contains("from_memory: unlabelled: shape of a sample: expected 2, got 3"));
  CHECK_THAT(error<tacit::shape_error>(x, y, u, matrix({1, 3}), std::vector<int>{0}),
             Contains("test: shape of a sample: expected 2, got 3"));
  CHECK_THAT(error<tacit::value_error>(x, std::vector<int>{0, -1, 1}, u),
             Contains("labelled: label of sample 1: expected at least 0, got -1"));
  CHECK_THAT(error<tacit::value_error>(x, std::vector<std::uint64_t>{0, 1, ~std::uint64_t{0}}, u),
             Contains("label of sample 2"));
  CHECK_THAT(error<tacit::value_error>(x, y, u, tacit::from_memory_options{.classes = 2}),
             Contains("memory (train): label of sample 2: expected -1 to 1, got 2"));
  CHECK_THAT(error<tacit::value_error>(x, y, u, x, std::vector<int>{0, 1, 3}),
             Contains("memory (test): label of sample 2: expected 0 to 2, got 3"));
  CHECK_THAT(error<tacit::value_error>(x, std::vector<int>{0, 0, 0}, u),
             Contains("classes: expected at least 2, got 1"));
  CHECK_THAT(error<tacit::value_error>(matrix({0, 2}), std::vector<int>{}, u),
             Contains("labelled samples: expected at least 1, got 0"));
  matrix bad = u;
  bad(1, 0) = std::nanf("");
  CHECK_THAT(error<tacit::value_error>(x, y, bad),
             Contains("memory (train): sample 4, feature 0: expected a finite number, got nan"));
  CHECK_THAT(error<tacit::value_error>(tacit::tensor<double, 2>({3, 2}, {0, 0, 0, 1e300, 0, 0}), y, u),
             Contains("sample 1, feature 1: expected a finite number, got inf"));
}

TEST_CASE("data made by hand are checked") {
  auto const good = tacit::from_memory(x, y, u, x, y).data;
  auto const refuse = [&](auto change) {
    auto data = good;
    change(data);
    return files::message_of<tacit::error>([&] { tacit::validate(data); });
  };
  CHECK(refuse([](auto&) {}) == "no exception");
  CHECK_THAT(refuse([](auto& d) { d.train.values.pop_back(); }),
             Contains("memory (train): 5 samples of 2: expected 0 bytes and 10 values, got 0 and 9"));
  CHECK_THAT(refuse([](auto& d) { d.train.bytes.push_back(1); }), Contains("got 1 and 10"));
  CHECK_THAT(refuse([](auto& d) { d.train.shape = {1, 2}; }), Contains("expected {features} or {height, width"));
  CHECK_THAT(refuse([](auto& d) { d.train.shape = {0}; }), Contains("expected sizes of at least 1, got 0"));
  CHECK_THAT(refuse([](auto& d) { d.train_labels.pop_back(); }), Contains("labels: expected 5, one a sample, got 4"));
  CHECK_THAT(refuse([](auto& d) { d.test_labels[0] = tacit::unknown_label; }),
             Contains("memory (test): label of sample 0: expected 0 to 2, got -1"));
  CHECK_THAT(refuse([](auto& d) { d.class_names = {"a"}; }), Contains("class names: expected none or 3, got 1"));
  CHECK_THAT(refuse([](auto& d) { d.train.count = 0; }), Contains("training samples: expected at least 1"));
  CHECK_THAT(refuse([](auto& d) { d.train.count = -3; }), Contains("training samples"));
}
