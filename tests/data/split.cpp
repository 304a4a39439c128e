// Label splits.
#include "tacit/data/split.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "files.hpp"

namespace {

using Catch::Contains;
using indices = std::vector<tacit::index_t>;

/// Samples of the given numbers of each class, mixed; -1 counts as unknown_label if `unknown` > 0.
tacit::dataset data_of(indices const& counts, tacit::index_t unknown = 0) {
  tacit::dataset data;
  data.name = "d";
  data.classes = static_cast<int>(counts.size());
  auto left = counts;
  left.push_back(unknown);
  bool any = true;
  while (std::exchange(any, false))
    for (std::size_t c = 0; c < left.size(); ++c)
      if (left[c]-- > 0) {
        any = true;
        data.train_labels.push_back(c == counts.size() ? tacit::unknown_label : static_cast<int>(c));
      }
  data.train.count = static_cast<tacit::index_t>(data.train_labels.size());
  data.train.shape = {1};
  data.train.values.resize(data.train_labels.size(), 0.5f);
  return data;
}

indices count_classes(tacit::dataset const& data, indices const& list) {
  indices counts(static_cast<std::size_t>(data.classes));
  for (auto i : list) ++counts[static_cast<std::size_t>(data.train_labels[static_cast<std::size_t>(i)])];
  return counts;
}
bool contains(indices const& all, indices const& part) {
  return std::includes(all.begin(), all.end(), part.begin(), part.end());
}
std::string error(tacit::dataset const& data, tacit::split_options const& options) {
  return files::message_of<tacit::value_error>([&] { tacit::make_split(data, options); });
}

}  // namespace

TEST_CASE("split: balanced labels, a pool that includes them, validation apart") {
  auto const data = data_of({30, 40, 50});
  auto const s = tacit::make_split(data, {.labels = 12, .validation = 6, .seed = 3});
  tacit::validate(s, data);
  CHECK(count_classes(data, s.labelled) == indices{4, 4, 4});
  CHECK(count_classes(data, s.validation) == indices{2, 2, 2});
  CHECK(s.pool.size() == 114);
  CHECK(contains(s.pool, s.labelled));
  CHECK(s.seed == 3);
  CHECK(s.data_hash == tacit::data_hash(data));
  for (auto const* list : {&s.labelled, &s.pool, &s.validation}) CHECK(std::is_sorted(list->begin(), list->end()));

  auto const apart = tacit::make_split(data, {.labels = 12, .seed = 3, .include_labelled_in_pool = false});
  CHECK(apart.pool.size() == 108);
  CHECK(apart.labelled == s.labelled);
  CHECK(tacit::make_split(data, {.per_class = 4, .seed = 3}).labelled == s.labelled);
}

TEST_CASE("split: the seed decides, smaller sets lie in larger ones, validation stays") {
  auto const data = data_of({100, 100});
  auto const small = tacit::make_split(data, {.labels = 4, .validation = 20, .seed = 1});
  auto const large = tacit::make_split(data, {.labels = 40, .validation = 20, .seed = 1});
  auto const other = tacit::make_split(data, {.labels = 40, .validation = 20, .seed = 2});
  CHECK(tacit::make_split(data, {.labels = 40, .validation = 20, .seed = 1}).labelled == large.labelled);
  CHECK(contains(large.labelled, small.labelled));
  CHECK(small.validation == large.validation);
  CHECK(other.labelled != large.labelled);
  CHECK(other.validation != large.validation);
}

TEST_CASE("split: every sample of a class is drawn about equally often") {
  auto const data = data_of({10, 10});
  std::vector<int> drawn(20);
  for (std::uint64_t seed = 0; seed < 1000; ++seed)
    for (auto i : tacit::make_split(data, {.per_class = 1, .seed = seed}).labelled)
      ++drawn[static_cast<std::size_t>(i)];
  for (int n : drawn) CHECK(std::abs(n - 100) < 48);  // five standard deviations
}

TEST_CASE("split: what does not divide evenly goes to classes drawn from the seed") {
  auto const data = data_of({30, 30, 30, 30});
  std::set<indices> seen;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    auto const s = tacit::make_split(data, {.labels = 10, .validation = 2, .seed = seed});
    auto const counts = count_classes(data, s.labelled);
    CHECK(s.labelled.size() == 10);
    CHECK(*std::min_element(counts.begin(), counts.end()) == 2);
    CHECK(*std::max_element(counts.begin(), counts.end()) == 3);
    CHECK(s.validation.size() == 2);
    seen.insert(counts);
  }
  CHECK(seen.size() == 6);
}

TEST_CASE("split: stratified labels follow the class sizes, at least one of each") {
  auto const data = data_of({600, 300, 99, 1});
  auto const s = tacit::make_split(data, {.labels = 100, .validation = 10, .seed = 1, .stratified = true});
  auto const counts = count_classes(data, s.labelled);
  CHECK(counts == indices{59, 30, 10, 1});  // 1 + 96 (n - 1) / 996, largest remainders first
  CHECK(count_classes(data, s.validation) == indices{6, 3, 1, 0});
  auto const all = tacit::make_split(data, {.labels = 1000, .stratified = true});
  CHECK(count_classes(data, all.labelled) == indices{600, 300, 99, 1});
  CHECK(tacit::make_split(data_of({1, 1, 1}), {.labels = 3, .stratified = true}).labelled.size() == 3);
}

TEST_CASE("split: samples without a label belong to the pool only") {
  auto const data = data_of({5, 5}, 100);
  auto const s = tacit::make_split(data, {.labels = 6, .validation = 4});
  CHECK(s.pool.size() == 106);
  for (auto const* list : {&s.labelled, &s.validation})
    for (auto i : *list) CHECK(data.train_labels[static_cast<std::size_t>(i)] != tacit::unknown_label);
  CHECK_THAT(error(data, {.labels = 6, .validation = 5}), Contains("at most the 10 samples with a label, got 11"));
}

TEST_CASE("split: what the data cannot give is refused") {
  auto const data = data_of({10, 3});
  CHECK_THAT(error(data, {}), Contains("labels and per_class: expected exactly one of them, got 0"));
  CHECK_THAT(error(data, {.labels = 4, .per_class = 2}), Contains("exactly one of them, got 2"));
  CHECK_THAT(error(data, {.labels = 1}), Contains("at least one for each of the 2 classes, got 1"));
  CHECK_THAT(error(data, {.labels = 14}), Contains("at most the 13 training samples, got 14"));
  CHECK_THAT(error(data, {.labels = -1}), Contains("labels: expected at least 0, got -1"));
  CHECK_THAT(error(data, {.labels = 2, .validation = -1}), Contains("validation: expected at least 0, got -1"));
  CHECK_THAT(error(data, {.labels = 2, .validation = 12}), Contains("at most the 13 samples with a label, got 14"));
  CHECK_THAT(error(data, {.labels = 8}),
             Contains("make_split: labels: class 1: expected at least 4 samples to draw from, got 3"));
  CHECK_THAT(error(data, {.labels = 4, .validation = 4}),
             Contains("validation: class 1: expected at least 2 samples to draw from, got 1"));
  CHECK_THAT(error(data_of({4, 0}), {.labels = 2, .stratified = true}), Contains("class 1: expected at least 1"));
}

TEST_CASE("split: splits of one's own are checked") {
  auto const data = data_of({3, 3}, 1);  // labels 0 1 -1 0 1 0 1
  auto const check = [&](indices labelled, indices pool, indices validation) {
    tacit::label_split s;
    s.labelled = labelled, s.pool = pool, s.validation = validation;
    return files::message_of<tacit::value_error>([&] { tacit::validate(s, data); });
  };
  CHECK(check({0, 1}, {0, 2, 3}, {4}) == "no exception");
  CHECK_THAT(check({0, 7}, {}, {}), Contains("labelled: index 7: expected 0 to 6"));
  CHECK_THAT(check({-1}, {}, {}), Contains("labelled: index -1: expected 0 to 6"));
  CHECK_THAT(check({0, 0}, {}, {}), Contains("labelled: index 0: expected once, got it twice"));
  CHECK_THAT(check({0}, {3, 3}, {}), Contains("pool: index 3: expected once, got it twice"));
  CHECK_THAT(check({0}, {3}, {3}), Contains("validation: index 3") && Contains("got both"));
  CHECK_THAT(check({0}, {}, {0}), Contains("validation: index 0") && Contains("got both"));
  CHECK_THAT(check({2}, {}, {}), Contains("labelled: index 2: expected a sample with a label"));
}
