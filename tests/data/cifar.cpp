// CIFAR-10 and CIFAR-100.
#include "tacit/data/cifar.hpp"

#include <catch2/catch.hpp>

#include "files.hpp"

namespace {

using Catch::Contains;
using files::bytes;
using files::operator+;

/// A record whose pixel (row, column) of colour c is row * 32 + column + 85 c, modulo 256.
bytes record(bytes labels) {
  for (int c = 0; c < 3; ++c)
    for (int p = 0; p < 1024; ++p) labels.push_back(static_cast<std::uint8_t>(p + 85 * c));
  return labels;
}

std::string error(bytes const& file) {
  return files::message_of<tacit::file_error>([&] { tacit::parse_cifar10(file, "batch.bin"); });
}

}  // namespace

TEST_CASE("CIFAR records become images with channels last") {
  auto const read = tacit::parse_cifar10(record({7}) + record({2}), "batch.bin");
  CHECK(read.labels == std::vector<int>{7, 2});
  CHECK(read.samples.shape == std::vector<tacit::index_t>{32, 32, 3});
  CHECK(read.samples.count == 2);
  tacit::tensor_view<std::uint8_t const, 4> const x(read.samples.bytes.data(), {2, 32, 32, 3});
  for (int c = 0; c < 3; ++c) {
    CHECK(x(0, 0, 0, c) == 85 * c);
    CHECK(x(1, 5, 9, c) == (5 * 32 + 9 + 85 * c) % 256);
  }

  auto const hundred = record({19, 99});
  CHECK(tacit::parse_cifar100(hundred, "train.bin").labels == std::vector<int>{99});
  CHECK(tacit::parse_cifar100(hundred, "train.bin", tacit::cifar100_label::coarse).labels == std::vector<int>{19});
}

TEST_CASE("CIFAR files of another size or with impossible labels are refused") {
  auto const one = record({7});
  CHECK_THAT(error({}), Contains("batch.bin: byte 0: expected a whole number of records of 3073 bytes"));
  CHECK_THAT(error(one + bytes{1}), Contains("byte 3073") && Contains("got 1 further bytes"));
  CHECK_THAT(error({one.begin(), one.end() - 1}), Contains("byte 0") && Contains("got 3072 further bytes"));
  CHECK_THAT(error(one + record({10})), Contains("byte 3073: label of record 1: expected 0 to 9, got 10"));
  CHECK_THAT(error(record({1, 1})), Contains("got 1 further bytes"));  // CIFAR-100
  CHECK_THAT(files::message_of<tacit::file_error>([&] {
               tacit::parse_cifar100(record({3, 100}), "train.bin");
             }),
             Contains("byte 1: label of record 0: expected 0 to 99, got 100"));
}

TEST_CASE("a CIFAR folder becomes a data set") {
  files::folder const folder;
  auto const error = [&] { return files::message_of<tacit::file_error>([&] { tacit::cifar10(folder.path()); }); };
  CHECK_THAT(error(), Contains("data_batch_1.bin: cannot open: No such file"));
  folder.write("data_batch_1.bin", record({1}) + record({2}));
  folder.write("data_batch_3.bin", record({4}));
  CHECK_THAT(error(), Contains("data_batch_2.bin: cannot open: No such file"));
  folder.write("data_batch_2.bin.xz", bytes{0xfd});
  CHECK_THAT(error(), Contains("data_batch_2.bin.xz is there: unpack it first"));
  folder.write("data_batch_2.bin", record({3}));
  CHECK_THAT(error(), Contains("test_batch.bin: cannot open: No such file"));
  folder.write("test_batch.bin", record({9}));
  auto data = tacit::cifar10(folder.path());
  CHECK(data.train_labels == std::vector<int>{1, 2, 3, 4});
  CHECK(data.test_labels == std::vector<int>{9});
  CHECK(data.class_names.empty());

  folder.write("batches.meta.txt", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n");
  CHECK(tacit::cifar10(folder.path()).class_names[9] == "j");
  folder.write("batches.meta.txt", "a\nb\n");
  CHECK_THAT(error(), Contains("batches.meta.txt: expected 10 class names, one a line, got 2"));

  folder.write("train.bin", record({0, 5}));
  folder.write("test.bin", record({1, 6}));
  CHECK(tacit::cifar100(folder.path()).test_labels == std::vector<int>{6});
  CHECK(tacit::cifar100(folder.path(), tacit::cifar100_label::coarse).classes == 20);
}
