// The header of a .npy file: element type, order and shape, written as a Python dictionary.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "tacit/data/detail/byte_cursor.hpp"

namespace tacit::inline TACIT_ABI {

/// An element type: kind 'f', 'i', 'u' or 'b' (boolean), and its size in bytes.
struct npy_type {
  char kind = 'f';
  std::size_t size = 8;

  bool operator==(npy_type const&) const = default;
  std::string name() const { return kind + std::to_string(size); }

  bool known() const {
    switch (kind) {
      case 'f':
        return size == 4 || size == 8;
      case 'i':
      case 'u':
        return size == 1 || size == 2 || size == 4 || size == 8;
      default:
        return kind == 'b' && size == 1;
    }
  }

  /// Calls f with a value of the C++ type; booleans are std::uint8_t.
  template <class F>
  void visit(F f) const {
    if (kind == 'f') return size == 4 ? f(float{}) : f(double{});
    bool const with_sign = kind == 'i';
    switch (size) {
      case 1:
        return with_sign ? f(std::int8_t{}) : f(std::uint8_t{});
      case 2:
        return with_sign ? f(std::int16_t{}) : f(std::uint16_t{});
      case 4:
        return with_sign ? f(std::int32_t{}) : f(std::uint32_t{});
      default:
        return with_sign ? f(std::int64_t{}) : f(std::uint64_t{});
    }
  }
};

template <class Scalar>
requires std::is_arithmetic_v<Scalar> &&
    (sizeof(Scalar) <= 8) inline constexpr npy_type npy_type_of{std::is_same_v<Scalar, bool>       ? 'b'
                                                                : std::is_floating_point_v<Scalar> ? 'f'
                                                                : std::is_signed_v<Scalar>         ? 'i'
                                                                                                   : 'u',
                                                                sizeof(Scalar)};

namespace detail {

struct npy_header {
  npy_type type;
  bool big_endian = false, fortran_order = false;
  std::vector<index_t> shape;
  std::size_t size = 0;  ///< of the data in bytes
};

/// Parses exactly the dictionaries that NumPy writes: three keys in any order, each once.
class npy_dictionary {
 public:
  npy_dictionary(std::string_view text, byte_cursor const& in) : text_(text), in_(in) {}

  npy_header parse() {
    bool descr = false, order = false, shape = false;
    expect('{');
    while (!accept('}')) {
      auto const key = string("key");
      expect(':');
      if (key == "descr" && !std::exchange(descr, true))
        parse_type(string("data type (structured types are not supported)"));
      else if (key == "fortran_order" && !std::exchange(order, true))
        header_.fortran_order = boolean();
      else if (key == "shape" && !std::exchange(shape, true))
        parse_shape();
      else
        in_.fail("header", "the keys descr, fortran_order and shape, each once", message("'{}'", {key}));
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    skip_spaces();
    if (at_ != text_.size()) fail("the end of the header");
    if (!descr || !order || !shape) in_.fail("header", "the keys descr, fortran_order and shape", "only some of them");
    return header_;
  }

 private:
  void skip_spaces() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }
  bool accept(char c) {
    skip_spaces();
    bool const found = at_ < text_.size() && text_[at_] == c;
    at_ += found ? 1 : 0;
    return found;
  }
  void expect(char c) {
    if (!accept(c)) fail(std::string("'") + c + "'");
  }
  [[noreturn]] void fail(std::string const& expected) const {
    in_.fail("header", message("{} at its character {}", {expected, at_}),
             at_ < text_.size() ? message("'{}'", {text_.substr(at_, 12)}) : "its end");
  }

  std::string_view string(char const* what) {
    skip_spaces();
    char const quote = at_ < text_.size() ? text_[at_] : '\0';
    if (quote != '\'' && quote != '"') fail(std::string("a string for the ") + what);
    auto const end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) fail("a closed string");
    auto const value = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return value;
  }

  bool boolean() {
    skip_spaces();
    for (std::string_view word : {"True", "False"})
      if (text_.substr(at_).starts_with(word)) {
        at_ += word.size();
        return word == "True";
      }
    fail("True or False");
  }

  void parse_type(std::string_view descr) {
    char const order = descr.size() == 3 ? descr[0] : '?';
    header_.type = descr.size() == 3 ? npy_type{descr[1], static_cast<std::size_t>(descr[2] - '0')} : npy_type{'?', 0};
    bool const order_fits = order == '<' || order == '>' || (order == '|' && header_.type.size == 1);
    if (!order_fits || !header_.type.known())
      in_.fail("data type", "one of f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1 with its byte order", message("'{}'", {descr}));
    header_.big_endian = order == '>';
  }

  void parse_shape() {
    std::size_t product = 1;
    expect('(');
    while (!accept(')')) {
      index_t const extent = integer();
      // A zero counts as one here, so that no order of the sizes can overflow.
      if (!multiply(product, static_cast<std::size_t>(extent == 0 ? 1 : extent)) || product > max_elements)
        in_.fail("shape", "a number of elements that fits in memory", "an overflow");
      header_.shape.push_back(extent);
      if (header_.shape.size() > 32) in_.fail("shape", "at most 32 dimensions", "more");
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
    header_.size = product;
    for (index_t e : header_.shape)
      if (e == 0) header_.size = 0;
  }

  index_t integer() {
    skip_spaces();
    auto const first = at_;
    std::size_t value = 0;
    for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_)
      if (value <= max_elements) value = value * 10 + static_cast<std::size_t>(text_[at_] - '0');
    if (at_ == first) fail("a size");
    if (value > max_elements) in_.fail("shape", "a number of elements that fits in memory", "an overflow");
    return static_cast<index_t>(value);
  }

  static constexpr std::size_t max_elements = std::size_t{1} << 58;

  std::string_view text_;
  byte_cursor const& in_;
  std::size_t at_ = 0;
  npy_header header_;
};

/// Reads magic, version and dictionary; leaves the cursor at the data.
inline npy_header parse_npy_header(byte_cursor& in) {
  auto const magic = in.take(6, "magic string");
  if (std::string_view(reinterpret_cast<char const*>(magic.data()), 6) != "\x93NUMPY") {
    in.seek(0, "magic string");
    in.fail("magic string", "\\x93NUMPY", "other bytes");
  }
  auto const version = in.take(2, "version");
  if (version[0] < 1 || version[0] > 3 || version[1] != 0)
    in.fail("version", "1.0, 2.0 or 3.0", message("{}.{}", {version[0], version[1]}));
  std::size_t const length = version[0] == 1 ? in.little_endian<std::uint16_t>("header length")
                                             : in.little_endian<std::uint32_t>("header length");
  auto const text = in.take(length, "header");
  auto header = npy_dictionary({reinterpret_cast<char const*>(text.data()), text.size()}, in).parse();
  header.size *= header.type.size;
  return header;
}

/// The header of a version 1.0 file, padded so that the data start at a multiple of 64.
inline std::vector<std::uint8_t> encode_npy_header(npy_type type, std::vector<index_t> const& shape) {
  std::string text = "{'descr': '";
  text += type.size == 1 ? '|' : std::endian::native == std::endian::little ? '<' : '>';
  text += type.name() + "', 'fortran_order': False, 'shape': (";
  for (std::size_t k = 0; k < shape.size(); ++k)
    text += std::to_string(shape[k]) + (shape.size() == 1 ? "," : k + 1 < shape.size() ? ", " : "");
  text += "), }";
  text.append(63 - (text.size() + 10) % 64, ' ').push_back('\n');
  std::vector<std::uint8_t> bytes(10 + text.size());
  std::string_view const magic("\x93NUMPY\x01\0", 8);
  std::copy(magic.begin(), magic.end(), bytes.begin());
  bytes[8] = static_cast<std::uint8_t>(text.size() & 0xffu);
  bytes[9] = static_cast<std::uint8_t>(text.size() >> 8);
  std::copy(text.begin(), text.end(), bytes.begin() + 10);
  return bytes;
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
