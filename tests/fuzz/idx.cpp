// Fuzzes the IDX readers: what they accept must be consistent.
#include "tacit/data/idx.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

#include "tacit/data/validate.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::span const bytes(data, size);
  try {
    tacit::validate(tacit::parse_idx_images(bytes, "input"), "input");
  } catch (tacit::file_error const&) {
  }
  try {
    for (int label : tacit::parse_idx_labels(bytes, "input", 10))
      if (label < 0 || label >= 10) __builtin_trap();
  } catch (tacit::file_error const&) {
  }
  return 0;
}
