// The library's exceptions. Each message names the operation, the place, what was expected and what was found.
#pragma once

#include <stdexcept>
#include <string>

#include "tacit/tensor/message.hpp"

namespace tacit::inline TACIT_ABI {

/// Base of everything the library throws on purpose.
class error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
/// Extents that do not fit together.
class shape_error : public error {
 public:
  using error::error;
};
/// A value outside its range: a label, a probability, an option.
class value_error : public error {
 public:
  using error::error;
};
/// A file that cannot be read or written, or whose content is not what it must be.
class file_error : public error {
 public:
  using error::error;
};

namespace detail {

template <class Error>
[[noreturn, gnu::cold, gnu::noinline]] void throw_filled(char const* text, message_part const* parts) {
  throw Error(filled(text, parts));
}

/// throw_error<value_error>("class {}: expected {} samples", {c, n})
template <class Error, std::size_t Parts>
[[noreturn]] void throw_error(std::type_identity_t<message_text<Parts>> text, message_part const (&parts)[Parts]) {
  throw_filled<Error>(text.text, parts);
}

[[noreturn, gnu::cold, gnu::noinline]] inline void throw_shape(message_part const& operation, message_part const& what,
                                                               message_part const& expected,
                                                               message_part const& actual) {
  throw_error<shape_error>("{}: {}: expected {}, got {}", {operation, what, expected, actual});
}

inline void require_extent(char const* operation, char const* what, index_t expected, index_t actual) {
  if (expected != actual) throw_shape(operation, what, expected, actual);
}

template <std::size_t Rank, class A, class B>
void require_same_shape(char const* operation, char const* what, tensor_view<A, Rank> const& expected,
                        tensor_view<B, Rank> const& actual) {
  if (expected.extents() != actual.extents()) throw_shape(operation, what, expected.extents(), actual.extents());
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
