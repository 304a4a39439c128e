// Fuzzes the manifest reader: indices in range, and what it accepts must survive being written and read again.
#include "tacit/data/manifest.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::span const bytes(data, size);
  constexpr tacit::index_t samples = 1000;
  try {
    auto const split = tacit::parse_manifest(bytes, "input", "cafe", samples);
    for (auto const* list : {&split.labelled, &split.validation, &split.pool})
      for (tacit::index_t i : *list)
        if (i < 0 || i >= samples) __builtin_trap();
    auto const text = tacit::manifest_text(split, samples);
    auto const again = tacit::parse_manifest({reinterpret_cast<std::uint8_t const*>(text.data()), text.size()},
                                             "output", "cafe", samples);
    if (again.pool != split.pool || again.labelled != split.labelled || again.seed != split.seed) __builtin_trap();
  } catch (tacit::file_error const&) {
  }
  return 0;
}
