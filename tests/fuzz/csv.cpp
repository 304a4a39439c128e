// Fuzzes the CSV reader: what it accepts must be a valid table.
#include "tacit/data/csv.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::span const bytes(data, size);
  for (char separator : {',', ' ', ';'}) {
    try {
      auto const table = tacit::parse_csv(bytes, "input", {.separator = separator});
      tacit::validate(table.samples, "input");
      tacit::validate(table.labels, table.samples.count, static_cast<int>(table.class_names.size()), 0, "input");
    } catch (tacit::file_error const&) {
    }
  }
  return 0;
}
