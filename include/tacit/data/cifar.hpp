// CIFAR-10 and CIFAR-100 in their binary layout: records of label bytes and a 32x32 image, one plane a colour.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tacit/data/detail/byte_cursor.hpp"
#include "tacit/data/labelled_samples.hpp"
#include "tacit/data/validate.hpp"

namespace tacit::inline TACIT_ABI {

/// Which of the two labels of a CIFAR-100 record: 100 fine classes or 20 coarse ones.
enum class cifar100_label : std::uint8_t { coarse, fine };

namespace detail {

/// Records of `label_bytes` labels and 3072 pixels; the label at `which` is kept. Pixels become channels last.
inline labelled_samples parse_cifar(std::span<std::uint8_t const> bytes, std::string const& file,
                                    std::size_t label_bytes, std::size_t which, int classes) {
  constexpr std::size_t plane = 32 * 32, image = 3 * plane;
  std::size_t const record = label_bytes + image, count = bytes.size() / record;
  if (count == 0 || bytes.size() % record != 0)
    throw_file(file, "byte {}: expected a whole number of records of {} bytes, at least one, got {} further bytes",
               {count * record, record, bytes.size() - count * record});
  labelled_samples result{{{32, 32, 3}, static_cast<index_t>(count), {}, {}}, {}};
  result.samples.bytes.resize(count * image);
  for (std::size_t i = 0; i < count; ++i) {
    auto const* const in = bytes.data() + i * record;
    int const label = in[which];
    if (label >= classes)
      throw_file(file, "byte {}: label of record {}: expected 0 to {}, got {}",
                 {i * record + which, i, classes - 1, label});
    result.labels.push_back(label);
    auto* const out = result.samples.bytes.data() + i * image;
    for (std::size_t p = 0; p < plane; ++p)
      for (std::size_t c = 0; c < 3; ++c) out[3 * p + c] = in[label_bytes + c * plane + p];
  }
  return result;
}

inline void append(labelled_samples& to, labelled_samples const& from) {
  to.samples.shape = from.samples.shape;
  to.samples.count += from.samples.count;
  to.samples.bytes.insert(to.samples.bytes.end(), from.samples.bytes.begin(), from.samples.bytes.end());
  to.labels.insert(to.labels.end(), from.labels.begin(), from.labels.end());
}

/// The non-empty lines of a file of class names; none if there is no such file.
inline std::vector<std::string> read_class_names(std::string const& path, int classes) {
  std::vector<std::string> names;
  if (!file_exists(path)) return names;
  std::string line;
  for (std::uint8_t b : read_bytes(path)) {
    if (b != '\n' && b != '\r') line += static_cast<char>(b);
    if (b == '\n' && !line.empty()) names.push_back(std::exchange(line, {}));
  }
  if (!line.empty()) names.push_back(line);
  if (names.size() != static_cast<std::size_t>(classes))
    throw_file(path, "expected {} class names, one a line, got {}", {classes, names.size()});
  return names;
}

inline dataset cifar_dataset(std::string name, int classes, std::string const& names, labelled_samples train,
                             labelled_samples test) {
  dataset data{std::move(name),
               classes,
               read_class_names(names, classes),
               std::move(train.samples),
               std::move(test.samples),
               std::move(train.labels),
               std::move(test.labels)};
  validate(data);
  return data;
}

}  // namespace detail

/// Records of CIFAR-10: a label and an image, 3073 bytes.
inline labelled_samples parse_cifar10(std::span<std::uint8_t const> bytes, std::string const& file) {
  return detail::parse_cifar(bytes, file, 1, 0, 10);
}

/// Records of CIFAR-100: a coarse label, a fine label and an image, 3074 bytes.
inline labelled_samples parse_cifar100(std::span<std::uint8_t const> bytes, std::string const& file,
                                       cifar100_label which = cifar100_label::fine) {
  bool const fine = which == cifar100_label::fine;
  return detail::parse_cifar(bytes, file, 2, fine ? 1 : 0, fine ? 100 : 20);
}

inline labelled_samples read_cifar10(std::string const& path) { return parse_cifar10(read_bytes(path), path); }
inline labelled_samples read_cifar100(std::string const& path, cifar100_label which = cifar100_label::fine) {
  return parse_cifar100(read_bytes(path), path, which);
}

/// CIFAR-10 from `dir`: data_batch_1.bin and those of data_batch_2.bin to data_batch_5.bin that follow it,
/// test_batch.bin, and class names from batches.meta.txt if it is there. A folder may hold the first batches alone;
/// a batch that is missing before one that is there, or that lies there packed (.xz, .gz), is an error.
inline dataset cifar10(std::string const& dir) {
  auto const batch = [&](int k) { return dir + "/data_batch_" + std::to_string(k) + ".bin"; };
  int last = 5;
  while (last > 1 && !detail::file_exists(batch(last)) && detail::packed_copy(batch(last)).empty()) --last;
  labelled_samples train;
  for (int k = 1; k <= last; ++k) detail::append(train, read_cifar10(batch(k)));
  return detail::cifar_dataset("cifar10", 10, dir + "/batches.meta.txt", std::move(train),
                               read_cifar10(dir + "/test_batch.bin"));
}

/// CIFAR-100 from `dir`: train.bin, test.bin, and fine_label_names.txt or coarse_label_names.txt if there.
inline dataset cifar100(std::string const& dir, cifar100_label which = cifar100_label::fine) {
  bool const fine = which == cifar100_label::fine;
  return detail::cifar_dataset(fine ? "cifar100" : "cifar100-coarse", fine ? 100 : 20,
                               dir + (fine ? "/fine_label_names.txt" : "/coarse_label_names.txt"),
                               read_cifar100(dir + "/train.bin", which), read_cifar100(dir + "/test.bin", which));
}

}  // namespace tacit::inline TACIT_ABI
