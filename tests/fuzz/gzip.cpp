// Fuzzes decompression: hostile streams must end in file_error, and never grow beyond the limit.
#include "tacit/data/gzip.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::span const bytes(data, size);
  try {
    if (tacit::gunzip(bytes, "input", std::size_t{1} << 22).size() > std::size_t{1} << 22) __builtin_trap();
  } catch (tacit::file_error const&) {
  }
  try {
    if (tacit::inflate_raw(bytes, 1000, "input").size() != 1000) __builtin_trap();
  } catch (tacit::file_error const&) {
  }
  return 0;
}
