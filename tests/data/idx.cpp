// IDX files, and the data sets that consist of four of them.
#include "tacit/data/idx.hpp"

#include <zlib.h>

#include <catch2/catch.hpp>

#include "files.hpp"
#include "tacit/data/fashion_mnist.hpp"

namespace {

using Catch::Contains;
using files::bytes;
using files::operator+;

bytes idx(unsigned type, std::vector<unsigned> const& extents, bytes const& values) {
  bytes file{0, 0, static_cast<std::uint8_t>(type), static_cast<std::uint8_t>(extents.size())};
  for (unsigned e : extents) files::put_big_endian(file, e, 4);
  return file + values;
}

bytes counting(std::size_t count) {
  bytes values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<std::uint8_t>(i);
  return values;
}

std::string images_error(bytes const& file) {
  return files::message_of<tacit::file_error>([&] { tacit::parse_idx_images(file, "images.idx"); });
}

bytes gzip(bytes const& content) {
  bytes out(1000 + content.size());
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 16 + 15, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = const_cast<Bytef*>(content.data());
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

/// Twenty training and ten test images of MNIST's form; `ending` and `pack` make .gz files of them.
template <class Pack>
void write_mnist(files::folder const& folder, std::string const& ending, Pack pack) {
  bytes labels(20);
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<std::uint8_t>(i % 10);
  folder.write("train-images-idx3-ubyte" + ending, pack(idx(8, {20, 2, 3}, counting(120))));
  folder.write("train-labels-idx1-ubyte" + ending, pack(idx(8, {20}, labels)));
  labels.resize(10);
  folder.write("t10k-images-idx3-ubyte" + ending, pack(idx(8, {10, 2, 3}, counting(60))));
  folder.write("t10k-labels-idx1-ubyte" + ending, pack(idx(8, {10}, labels)));
}

}  // namespace

TEST_CASE("IDX images and labels are read") {
  auto const images = tacit::parse_idx_images(idx(8, {2, 2, 3}, counting(12)), "images.idx");
  CHECK(images.count == 2);
  CHECK(images.shape == std::vector<tacit::index_t>{2, 3, 1});
  CHECK(images.bytes == counting(12));
  CHECK(images[1].bytes[0] == 6);

  auto const colour = tacit::parse_idx_images(idx(8, {1, 2, 2, 3}, counting(12)), "images.idx");
  CHECK(colour.shape == std::vector<tacit::index_t>{2, 2, 3});

  CHECK(tacit::parse_idx_labels(idx(8, {3}, {9, 0, 4}), "labels.idx", 10) == std::vector<int>{9, 0, 4});
}

TEST_CASE("IDX files that are not what they say are refused") {
  auto const good = idx(8, {2, 2, 3}, counting(12));
  CHECK_THAT(images_error({}), Contains("images.idx: byte 0: magic number: expected 4 bytes, got 0"));
  CHECK_THAT(images_error({0x89, 'P', 'N', 'G'}), Contains("byte 0: magic number") && Contains("got 137 80 78 71"));
  CHECK_THAT(images_error(idx(0x0D, {2, 2, 3}, counting(48))), Contains("unsigned bytes") && Contains("got 0 0 13 3"));
  CHECK_THAT(images_error(idx(8, {1, 1, 1, 1, 1}, {1})), Contains("number of dimensions: expected 1 to 4, got 5"));
  CHECK_THAT(images_error(idx(8, {12}, counting(12))), Contains("expected 3 or 4 dimensions, got 1"));
  CHECK_THAT(images_error(idx(8, {2, 0, 3}, {})), Contains("size of dimension 1: expected at least 1, got 0"));
  CHECK_THAT(images_error(idx(8, {~0u, ~0u, ~0u}, counting(12))), Contains("overflow"));
  CHECK_THAT(images_error(idx(8, {60000, 28, 28}, counting(12))),
             Contains("byte 16: values: expected 47040000 bytes, got 12 (the file is truncated)"));
  CHECK_THAT(images_error(good + bytes{0}), Contains("byte 28: values: expected end of file, got 1 more bytes"));
  for (std::size_t length = 0; length < good.size(); ++length)
    CHECK_THAT(images_error({good.begin(), good.begin() + static_cast<long>(length)}), Contains("truncated"));

  auto const labels = [](bytes const& file) {
    return files::message_of<tacit::file_error>([&] { tacit::parse_idx_labels(file, "labels.idx", 10); });
  };
  CHECK_THAT(labels(idx(8, {3}, {9, 10, 4})),
             Contains("labels.idx: byte 9: label of sample 1: expected 0 to 9, got 10"));
  CHECK_THAT(labels(good), Contains("expected 1 dimension, got 3"));
}

TEST_CASE("MNIST's four files make a data set, plain or compressed") {
  files::folder const plain, zipped;
  write_mnist(plain, "", [](bytes const& b) { return b; });
  write_mnist(zipped, ".gz", gzip);
  auto const a = tacit::mnist(plain.path()), b = tacit::mnist(zipped.path());
  CHECK(a.name == "mnist");
  CHECK(a.classes == 10);
  CHECK(a.train.count == 20);
  CHECK(a.test.count == 10);
  CHECK(a.train.bytes == counting(120));
  CHECK(a.train_labels[13] == 3);
  CHECK(b.train.bytes == a.train.bytes);
  CHECK(b.test.bytes == a.test.bytes);
  CHECK(b.test_labels == a.test_labels);

  auto const fashion = tacit::fashion_mnist(zipped.path());
  CHECK(fashion.name == "fashion-mnist");
  CHECK(fashion.class_names[9] == "Ankle boot");
}

TEST_CASE("an incomplete or contradictory MNIST folder is refused, naming the file") {
  auto const error = [](files::folder const& f) {
    return files::message_of<tacit::file_error>([&] { tacit::mnist(f.path()); });
  };
  files::folder const folder;
  CHECK_THAT(error(folder), Contains("train-images-idx3-ubyte.gz: cannot open: No such file"));
  write_mnist(folder, "", [](bytes const& b) { return b; });
  folder.write("t10k-labels-idx1-ubyte", idx(8, {9}, counting(9)));
  CHECK_THAT(error(folder), Contains("t10k-labels-idx1-ubyte: expected 10 labels, one for each image of") &&
                                Contains("t10k-images-idx3-ubyte, got 9"));
  folder.write("t10k-images-idx3-ubyte", idx(8, {9, 3, 2}, counting(54)));
  CHECK_THAT(files::message_of<tacit::shape_error>([&] { tacit::mnist(folder.path()); }),
             Contains("mnist (test): shape of a sample: expected 2x3x1 as in training, got 3x2x1"));
  std::filesystem::remove(folder.path("train-labels-idx1-ubyte"));
  std::filesystem::create_directory(folder.path("train-labels-idx1-ubyte"));
  CHECK_THAT(error(folder), Contains("train-labels-idx1-ubyte: cannot read: Is a directory"));
}
