// CRC-32 as zip archives use it (polynomial 0xEDB88320, reflected).
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "tacit/tensor/config.hpp"

namespace tacit::inline TACIT_ABI::detail {

inline constexpr auto crc32_table = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t n = 0; n < 256; ++n) {
    std::uint32_t c = n;
    for (int k = 0; k < 8; ++k) c = c & 1u ? 0xEDB88320u ^ c >> 1 : c >> 1;
    table[n] = c;
  }
  return table;
}();

constexpr std::uint32_t crc32(std::span<std::uint8_t const> bytes) {
  std::uint32_t c = 0xFFFFFFFFu;
  for (std::uint8_t b : bytes) c = crc32_table[(c ^ b) & 0xffu] ^ c >> 8;
  return ~c;
}

}  // namespace tacit::inline TACIT_ABI::detail
