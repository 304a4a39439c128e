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
    if (position > bytes_.size()) fail(what, message("a position of at most {}", {bytes_.size()}), position);
    position_ = position;
  }

  [[gnu::noinline]] std::span<std::uint8_t const> take(std::size_t count, char const* what) {
    if (count > remaining())
      fail(what, message("{} bytes", {count}), message("{} (the file is truncated)", {remaining()}));
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
    if (remaining() != 0) fail(what, "end of file", message("{} more bytes", {remaining()}));
  }

  [[noreturn]] void fail(message_part const& what, message_part const& expected, message_part const& actual) const {
    throw_file(file_, "byte {}: {}: expected {}, got {}", {position_, what, expected, actual});
  }

 private:
  std::span<std::uint8_t const> bytes_;
  std::string file_;
  std::size_t position_ = 0;
};

}  // namespace tacit::inline TACIT_ABI::detail
