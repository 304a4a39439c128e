// IDX: the big-endian format of MNIST and its relatives. Bytes only (type 0x08), which is what those data sets hold.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tacit/data/detail/byte_cursor.hpp"
#include "tacit/data/labelled_samples.hpp"

namespace tacit::inline TACIT_ABI {

/// The content of an IDX file; `values` points into the bytes that were parsed.
struct idx_array {
  std::vector<index_t> shape;
  std::span<std::uint8_t const> values;
};

/// Parses `bytes`; `file` names them in errors. Throws file_error unless the header and the size fit exactly.
inline idx_array parse_idx(std::span<std::uint8_t const> bytes, std::string const& file) {
  detail::byte_cursor in(bytes, file);
  auto const magic = in.big_endian<std::uint32_t>("magic number");
  auto const type = magic >> 8, rank = magic & 0xffu;
  in.seek(0, "magic number");
  if (type != 0x08)
    in.fail("magic number", "an IDX file of unsigned bytes (0x000008..)",
            detail::message("{} {} {} {}", {magic >> 24, magic >> 16 & 0xffu, magic >> 8 & 0xffu, rank}));
  if (rank < 1 || rank > 4) in.fail("number of dimensions", "1 to 4", rank);
  in.take(4, "magic number");
  idx_array array;
  std::size_t size = 1;
  for (std::uint32_t k = 0; k < rank; ++k) {
    auto const extent = in.big_endian<std::uint32_t>("size of a dimension");
    if (extent == 0) in.fail(detail::message("size of dimension {}", {k}), "at least 1", "0");
    if (!detail::multiply(size, extent))
      in.fail("sizes of the dimensions", "a product that fits in memory", "an overflow");
    index_t const length = extent;
    array.shape.push_back(length);
  }
  array.values = in.take(size, "values");
  in.finish("values");
  return array;
}

/// Images: dimensions count x height x width, or with channels last as a fourth.
inline sample_set parse_idx_images(std::span<std::uint8_t const> bytes, std::string const& file) {
  auto const array = parse_idx(bytes, file);
  auto const rank = array.shape.size();
  if (rank < 3) detail::throw_file(file, "byte 3: images: expected 3 or 4 dimensions, got {}", {rank});
  sample_set images;
  images.count = array.shape[0];
  images.shape = {array.shape[1], array.shape[2], rank == 4 ? array.shape[3] : 1};
  images.bytes = std::vector<std::uint8_t>(array.values.begin(), array.values.end());
  return images;
}

/// Labels: one dimension, each value below `classes`.
inline std::vector<int> parse_idx_labels(std::span<std::uint8_t const> bytes, std::string const& file,
                                         int classes = 256) {
  auto const array = parse_idx(bytes, file);
  if (array.shape.size() != 1)
    detail::throw_file(file, "byte 3: labels: expected 1 dimension, got {}", {array.shape.size()});
  std::vector<int> labels(array.values.begin(), array.values.end());
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (labels[i] >= classes)
      detail::throw_file(file, "byte {}: label of sample {}: expected 0 to {}, got {}",
                         {8 + i, i, classes - 1, labels[i]});
  return labels;
}

inline sample_set read_idx_images(std::string const& path) { return parse_idx_images(read_bytes(path), path); }
inline std::vector<int> read_idx_labels(std::string const& path, int classes = 256) {
  return parse_idx_labels(read_bytes(path), path, classes);
}

}  // namespace tacit::inline TACIT_ABI
