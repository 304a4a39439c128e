// hash: FNV-1a, 64 bits, over the bytes of spans in order: the fingerprint of weights and of data files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>

#include "tacit/tensor/view.hpp"

namespace tacit::inline TACIT_ABI {

/// FNV-1a with 64 bits (Fowler, Noll, Vo; IETF draft-eastlake-fnv): h <- (h xor byte) * 0x100000001b3 from
/// 0xcbf29ce484222325. Numbers enter as their bytes in memory, so that equal hashes mean equal bits: 0 and -0 differ.
/// Good for noticing changes, not against an adversary.
class fnv1a {
 public:
  void add(std::span<std::byte const> bytes) {
    for (std::byte b : bytes) state_ = (state_ ^ std::to_integer<std::uint64_t>(b)) * 0x100000001b3u;
  }

  template <class T, std::size_t N>
  requires(std::is_arithmetic_v<T>) void add(std::span<T, N> values) { add(std::as_bytes(values)); }

  std::uint64_t value() const { return state_; }

  /// 16 lower-case hexadecimal digits.
  std::string hex() const {
    std::string digits(16, '0');
    for (std::size_t k = 0; k < 16; ++k) digits[k] = "0123456789abcdef"[state_ >> (60 - 4 * k) & 15];
    return digits;
  }

 private:
  std::uint64_t state_ = 0xcbf29ce484222325u;
};

}  // namespace tacit::inline TACIT_ABI
