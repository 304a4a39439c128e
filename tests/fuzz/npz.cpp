// Fuzzes the .npz reader, compressed entries included: what it accepts must survive being written and read again.
#include "tacit/data/npz.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

#include "tacit/data/gzip.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::span const bytes(data, size);
  try {
    auto const archive = tacit::parse_npz(bytes, "input", tacit::inflate_raw);
    auto const again = tacit::parse_npz(tacit::encode_npz(archive), "output");
    if (again.entries().size() != archive.entries().size()) __builtin_trap();
    for (auto const& e : archive.entries())
      if (again.at(e.name).bytes != e.array.bytes) __builtin_trap();
  } catch (tacit::file_error const&) {
  }
  return 0;
}
