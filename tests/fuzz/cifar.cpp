// Fuzzes the CIFAR readers.
#include "tacit/data/cifar.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::span const bytes(data, size);
  try {
    tacit::parse_cifar10(bytes, "input");
  } catch (tacit::file_error const&) {
  }
  if (size == 0) return 0;
  // Random input is seldom a whole number of records: make some, in the layout that the first byte says.
  std::size_t const record = data[0] % 2 == 1 ? 3073 : 3074;
  std::vector<std::uint8_t> records(record * (1 + data[0] / 128));
  for (std::size_t k = 0; k < records.size(); ++k) records[k] = data[(k * k + k) % size];
  try {
    auto const read = record == 3073 ? tacit::parse_cifar10(records, "input") : tacit::parse_cifar100(records, "input");
    tacit::validate(read.samples, "input");
    tacit::validate(read.labels, read.samples.count, record == 3073 ? 10 : 100, 0, "input");
  } catch (tacit::file_error const&) {
  }
  return 0;
}
