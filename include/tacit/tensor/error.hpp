// The library's exceptions. Each message names the operation, the place, what was expected and what was found.
#pragma once

#include <stdexcept>
#include <string>

#include "tacit/tensor/view.hpp"

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

/// "64x10"
inline std::string shape_string(index_t const* extents, std::size_t rank) {
  std::string s;
  for (std::size_t k = 0; k < rank; ++k) {
    if (k > 0) s += 'x';
    s += std::to_string(extents[k]);
  }
  return s.empty() ? "scalar" : s;
}
template <class Extents>
std::string shape_string(Extents const& extents) {
  return shape_string(extents.data(), extents.size());
}

[[noreturn]] inline void throw_shape(char const* operation, std::string const& what, std::string const& expected,
                                     std::string const& actual) {
  throw shape_error(std::string(operation) + ": " + what + ": expected " + expected + ", got " + actual);
}

inline void require_extent(char const* operation, char const* what, index_t expected, index_t actual) {
  if (expected != actual) throw_shape(operation, what, std::to_string(expected), std::to_string(actual));
}

template <std::size_t Rank, class A, class B>
void require_same_shape(char const* operation, char const* what, tensor_view<A, Rank> const& expected,
                        tensor_view<B, Rank> const& actual) {
  if (expected.extents() != actual.extents())
    throw_shape(operation, what, shape_string(expected.extents()), shape_string(actual.extents()));
}

}  // namespace detail
}  // namespace tacit::inline TACIT_ABI
