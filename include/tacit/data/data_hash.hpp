// data_hash: what a label split was drawn from.
#pragma once

#include <bit>
#include <cstdint>
#include <string>

#include "tacit/data/samples.hpp"
#include "tacit/data/sha256.hpp"

namespace tacit::inline TACIT_ABI {

/// SHA-256 over the training part: shape, count, samples and labels. The same on every machine; the name of the data
/// set and its test part do not enter.
inline std::string data_hash(dataset const& data) {
  sha256 hash;
  hash.update(data.train.shape.size());
  for (index_t e : data.train.shape) hash.update(static_cast<std::uint64_t>(e));
  hash.update(static_cast<std::uint64_t>(data.train.count));
  hash.update(std::span<std::uint8_t const>(data.train.bytes));
  for (float v : data.train.values) hash.update(std::uint64_t{std::bit_cast<std::uint32_t>(v)});
  for (int label : data.train_labels) hash.update(static_cast<std::uint64_t>(label));
  return hash.hex();
}

}  // namespace tacit::inline TACIT_ABI
