// byte_cursor: reads a format's fields one after the other and says where a file stops making sense.
#pragma once

#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include "tacit/data/file.hpp"

namespace tacit::inline TACIT_ABI::detail {

/// product *= factor; false (and product unchanged) on overflow.
inline bool multiply(std::size_t& product, std::size_t factor) {
  std::size_t result = 0;
  if (__builtin_mul_overflow(product, factor, &result)) return false;
  product = result;
  return true;
}

class byte_cursor {
 public:
  byte_cursor(std::span<std::uint8_t const> bytes, std::string file) : bytes_(bytes), file_(std::move(file)) {}

  std::size_t position() const { return position_; }
  std::size_t remaining() const { return bytes_.size() - position_; }
  std::string const& file() const { return file_; }

  void seek(std::size_t position, char const* what) {
    if (position > bytes_.size())
      fail(what, "a position of at most " + std::to_string(bytes_.size()), std::to_string(position));
    position_ = position;
  }

  std::span<std::uint8_t const> take(std::size_t count, char const* what) {
    if (count > remaining())
      fail(what, std::to_string(count) + " bytes", std::to_string(remaining()) + " (the file is truncated)");
    auto const taken = bytes_.subspan(position_, count);
    position_ += count;
    return taken;
  }

  template <std::unsigned_integral Unsigned>
  Unsigned big_endian(char const* what) {
    std::uint64_t value = 0;
    for (std::uint8_t b : take(sizeof(Unsigned), what)) value = value << 8 | b;
    return static_cast<Unsigned>(value);
  }

  template <std::unsigned_integral Unsigned>
  Unsigned little_endian(char const* what) {
    auto const bytes = take(sizeof(Unsigned), what);
    std::uint64_t value = 0;
    for (std::size_t k = sizeof(Unsigned); k-- > 0;) value = value << 8 | bytes[k];
    return static_cast<Unsigned>(value);
  }

  void finish(char const* what) const {
    if (remaining() != 0) fail(what, "end of file", std::to_string(remaining()) + " more bytes");
  }

  [[noreturn]] void fail(std::string const& what, std::string const& expected, std::string const& actual) const {
    throw_file(file_, "byte " + std::to_string(position_) + ": " + what + ": expected " + expected + ", got " + actual);
  }

 private:
  std::span<std::uint8_t const> bytes_;
  std::string file_;
  std::size_t position_ = 0;
};

}  // namespace tacit::inline TACIT_ABI::detail
