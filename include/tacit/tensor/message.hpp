// Messages for people, written as one text whose places `{}` are filled with texts, numbers and shapes.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <type_traits>

#include "tacit/tensor/view.hpp"

namespace tacit::inline TACIT_ABI::detail {

/// What fills a place of a message: a text, a number, or a shape as "64x10" ("scalar" without extents). It refers to
/// its argument.
class message_part {
 public:
  message_part(char const* text) : kind_(kind::literal), data_(text) {}
  message_part(std::string const& text) : kind_(kind::string), data_(&text) {}
  message_part(std::string_view text) : kind_(kind::text), data_(text.data()), size_(text.size()) {}
  template <std::integral Number>
  requires(!std::same_as<Number, bool> && !std::same_as<Number, char>) message_part(Number number)
      : kind_(std::is_signed_v<Number> ? kind::integer : kind::natural), size_(static_cast<std::size_t>(number)) {}
  message_part(double number) : kind_(kind::real), real_(number) {}
  template <class Extents>
  requires std::same_as<typename Extents::value_type, index_t> message_part(Extents const& extents)
      : kind_(kind::shape), data_(extents.data()), size_(extents.size()) {}

  void append_to(std::string& message) const {
    char digits[400];  // room for the largest double
    int length = 0;
    switch (kind_) {
      case kind::literal:
        message += static_cast<char const*>(data_);
        return;
      case kind::string:
        message += *static_cast<std::string const*>(data_);
        return;
      case kind::text:
        message.append(static_cast<char const*>(data_), size_);
        return;
      case kind::shape:
        if (size_ == 0) message.append("scalar", 6);
        for (std::size_t k = 0; k < size_; ++k) {
          if (k > 0) message.append("x", 1);
          message_part(static_cast<index_t const*>(data_)[k]).append_to(message);
        }
        return;
      case kind::integer:
        length = std::snprintf(digits, sizeof digits, "%lld", static_cast<long long>(size_));
        break;
      case kind::natural:
        length = std::snprintf(digits, sizeof digits, "%zu", size_);
        break;
      case kind::real:
        length = std::snprintf(digits, sizeof digits, "%f", real_);
    }
    message.append(digits, static_cast<std::size_t>(length));
  }

 private:
  enum class kind : std::uint8_t { literal, string, text, integer, natural, real, shape };
  kind kind_;
  void const* data_ = nullptr;
  union {
    std::size_t size_;  // an integer's bits, too
    double real_;
  };
};

/// The text of a message; a text with another number of places than `Parts` does not compile.
template <std::size_t Parts>
struct message_text {
  char const* text;
  consteval message_text(char const* t) : text(t) {
    std::size_t places = 0;
    for (; *t != '\0'; ++t) places += t[0] == '{' && t[1] == '}';
    if (places != Parts) throw "a message needs a part for each of its places";
  }
};

// Messages are mostly of errors: one call where they are written, and the work in one place that is rarely run.
[[gnu::cold, gnu::noinline]] inline std::string filled(char const* text, message_part const* parts) {
  std::string message;
  for (std::string_view rest = text;; rest.remove_prefix(2)) {
    auto const place = rest.find("{}");
    message.append(rest.substr(0, place));
    if (place == rest.npos) return message;
    (parts++)->append_to(message);
    rest.remove_prefix(place);
  }
}

/// message("class {}: expected {} samples", {c, n})
template <std::size_t Parts>
std::string message(std::type_identity_t<message_text<Parts>> text, message_part const (&parts)[Parts]) {
  return filled(text.text, parts);
}

template <class Extents>
std::string shape_string(Extents const& extents) {
  return message("{}", {extents});
}

}  // namespace tacit::inline TACIT_ABI::detail
