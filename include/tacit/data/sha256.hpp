// SHA-256 (FIPS 180-4): names data by content, so that a split or a run can say what it belongs to.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <string>

#include "tacit/tensor/config.hpp"

namespace tacit::inline TACIT_ABI {

class sha256 {
 public:
  [[gnu::noinline]] void update(std::span<std::uint8_t const> bytes) {
    length_ += bytes.size();
    while (!bytes.empty()) {
      if (used_ == 0 && bytes.size() >= block_.size()) {
        compress(bytes.data());
        bytes = bytes.subspan(block_.size());
        continue;
      }
      auto const count = std::min(bytes.size(), block_.size() - used_);
      std::copy_n(bytes.begin(), count, block_.begin() + static_cast<std::ptrdiff_t>(used_));
      bytes = bytes.subspan(count);
      used_ = (used_ + count) % block_.size();
      if (used_ == 0) compress(block_.data());
    }
  }

  /// Adds an integer as 8 little-endian bytes.
  void update(std::uint64_t value) {
    std::array<std::uint8_t, 8> bytes{};
    for (auto& b : bytes) {
      b = static_cast<std::uint8_t>(value);
      value >>= 8;
    }
    update(std::span<std::uint8_t const>(bytes));
  }

  /// 64 hexadecimal digits; the object is spent.
  std::string hex() {
    std::uint64_t const bits = length_ * 8;
    std::array<std::uint8_t, 72> padding{0x80};
    std::size_t const zeros = (used_ < 56 ? 56 : 120) - used_;
    for (std::size_t k = 0; k < 8; ++k) padding[zeros + k] = static_cast<std::uint8_t>(bits >> (56 - 8 * k));
    update(std::span<std::uint8_t const>(padding.data(), zeros + 8));
    std::string text;
    for (std::uint32_t word : state_)
      for (int shift = 28; shift >= 0; shift -= 4) text += "0123456789abcdef"[word >> shift & 15u];
    return text;
  }

 private:
  void compress(std::uint8_t const* block) {
    std::array<std::uint32_t, 64> w{};
    for (std::size_t t = 0; t < 16; ++t)
      w[t] = std::uint32_t{block[4 * t]} << 24 | std::uint32_t{block[4 * t + 1]} << 16 |
             std::uint32_t{block[4 * t + 2]} << 8 | block[4 * t + 3];
    for (std::size_t t = 16; t < 64; ++t) {
      auto const s0 = std::rotr(w[t - 15], 7) ^ std::rotr(w[t - 15], 18) ^ w[t - 15] >> 3;
      auto const s1 = std::rotr(w[t - 2], 17) ^ std::rotr(w[t - 2], 19) ^ w[t - 2] >> 10;
      w[t] = w[t - 16] + s0 + w[t - 7] + s1;
    }
    auto [a, b, c, d, e, f, g, h] = state_;
    for (std::size_t t = 0; t < 64; ++t) {
      auto const s1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
      auto const t1 = h + s1 + ((e & f) ^ (~e & g)) + constants[t] + w[t];
      auto const s0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
      auto const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
      h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
    }
    std::array<std::uint32_t, 8> const add{a, b, c, d, e, f, g, h};
    for (std::size_t k = 0; k < 8; ++k) state_[k] += add[k];
  }

  static constexpr std::array<std::uint32_t, 64> constants{
      0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
      0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
      0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
      0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
      0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
      0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
      0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
      0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::uint8_t, 64> block_{};
  std::size_t used_ = 0;
  std::uint64_t length_ = 0;
};

}  // namespace tacit::inline TACIT_ABI
