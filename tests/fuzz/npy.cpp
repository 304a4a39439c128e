// Fuzzes the .npy reader: what it accepts must survive being written and read again.
#include "tacit/data/npy.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::span const bytes(data, size);
  try {
    auto const array = tacit::parse_npy(bytes, "input");
    auto const again = tacit::parse_npy(tacit::encode_npy(array), "output");
    if (again.type != array.type || again.shape != array.shape || again.bytes != array.bytes) __builtin_trap();
    array.values<double>();
  } catch (tacit::file_error const&) {
  } catch (tacit::value_error const&) {  // an integer that no double holds
  }
  return 0;
}
