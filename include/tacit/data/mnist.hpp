// MNIST and data sets in its layout: four IDX files in a folder, plain or gzip. Needs zlib.
#pragma once

#include <array>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tacit/data/gzip.hpp"
#include "tacit/data/idx.hpp"
#include "tacit/data/validate.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {

/// `dir/part-content-ubyte`, or that with .gz where only it is there.
inline std::string idx_path(std::string const& dir, char const* part, char const* content) {
  auto const plain = message("{}/{}-{}-ubyte", {dir, part, content}), zipped = message("{}.gz", {plain});
  if (file_exists(plain)) return plain;
  if (file_exists(zipped)) return zipped;
  throw_errno(message("{} or {}", {plain, zipped}), "open");
}

inline labelled_samples idx_part(std::string const& dir, char const* part, int classes) {
  auto const images = idx_path(dir, part, "images-idx3"), labels = idx_path(dir, part, "labels-idx1");
  labelled_samples result{parse_idx_images(read_plain_or_gzip(images), images),
                          parse_idx_labels(read_plain_or_gzip(labels), labels, classes)};
  require_same_count(images, result.samples.count, labels, result.labels.size());
  return result;
}

/// The four files of MNIST's layout in `dir`, of as many classes as there are names.
inline dataset idx_dataset(std::string const& dir, char const* name, std::span<char const* const> class_names) {
  dataset data;
  data.name = name;
  data.classes = static_cast<int>(class_names.size());
  data.class_names = std::vector<std::string>(class_names.begin(), class_names.end());
  auto train = idx_part(dir, "train", data.classes), test = idx_part(dir, "t10k", data.classes);
  data.train = std::move(train.samples);
  data.train_labels = std::move(train.labels);
  data.test = std::move(test.samples);
  data.test_labels = std::move(test.labels);
  validate(data);
  return data;
}

}  // namespace detail

/// MNIST from its four files in `dir`: {train,t10k}-{images-idx3,labels-idx1}-ubyte, each plain or with .gz.
inline dataset mnist(std::string const& dir) {
  constexpr std::array digits{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  return detail::idx_dataset(dir, "mnist", digits);
}

}  // namespace tacit::inline TACIT_ABI
