// .npy, the array format of NumPy: versions 1 to 3, numbers and booleans of either byte order, C or Fortran order.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "tacit/data/detail/byte_cursor.hpp"
#include "tacit/data/detail/npy_header.hpp"
#include "tacit/tensor/access.hpp"
#include "tacit/tensor/tensor.hpp"

namespace tacit::inline TACIT_ABI {

/// An array as a file holds it. `bytes` are in row-major order and the byte order of this machine.
struct npy_array {
  npy_type type;
  std::vector<index_t> shape;
  std::vector<std::uint8_t> bytes;

  index_t size() const {
    index_t n = 1;
    for (index_t e : shape) n *= e;
    return n;
  }

  /// All elements in row-major order. Floats may be rounded to a narrower float; any other conversion must be exact:
  /// otherwise value_error. Floats are never turned into integers.
  template <class Scalar>
  std::vector<Scalar> values() const;

  /// The same as a tensor of exactly this rank (shape_error if the array has another).
  template <class Scalar, std::size_t Rank>
  tensor<Scalar, Rank> to() const;
};

namespace detail {

template <class To, class From>
To convert_element(From value, index_t place, npy_type type) {
  if constexpr (std::is_floating_point_v<From>) {
    static_cast<void>(place), static_cast<void>(type);
    return static_cast<To>(value);
  } else {
    auto const converted = static_cast<To>(value);
    bool exact = false;
    if constexpr (std::is_floating_point_v<To>)
      exact = std::abs(converted) < static_cast<To>(9.2e18) && static_cast<From>(converted) == value;
    else
      exact = std::in_range<To>(value);
    if (!exact)
      throw_error<value_error>("npy_array: element {}: {} of type {} does not fit the wanted type",
                               {place, value, type.name()});
    return converted;
  }
}

template <class From, class To>
void convert_elements(npy_array const& array, To* out) {
  if constexpr (std::is_floating_point_v<From> && !std::is_floating_point_v<To>)
    throw_error<value_error>("npy_array: elements: expected integers, got type {}", {array.type.name()});
  else
    for (index_t i = 0; i < array.size(); ++i) {
      From value;
      std::memcpy(&value, array.bytes.data() + static_cast<std::size_t>(i) * sizeof value, sizeof value);
      out[i] = convert_element<To>(value, i, array.type);
    }
}

/// Reverses the bytes of every element.
inline void swap_bytes(std::span<std::uint8_t> bytes, std::size_t item) {
  for (std::size_t at = 0; at < bytes.size(); at += item)
    for (std::size_t k = 0; k < item / 2; ++k) std::swap(bytes[at + k], bytes[at + item - 1 - k]);
}

/// From Fortran order (first index fastest) to C order.
inline std::vector<std::uint8_t> to_row_major(std::span<std::uint8_t const> bytes, std::vector<index_t> const& shape,
                                              std::size_t item) {
  std::vector<std::uint8_t> out(bytes.size());
  std::vector<std::size_t> index(shape.size()), step(shape.size(), item);
  for (std::size_t k = 1; k < shape.size(); ++k) step[k] = step[k - 1] * static_cast<std::size_t>(shape[k - 1]);
  std::size_t from = 0;
  for (std::size_t at = 0; at < out.size(); at += item) {
    std::memcpy(out.data() + at, bytes.data() + from, item);
    for (std::size_t k = shape.size(); k-- > 0;) {
      from += step[k];
      if (++index[k] < static_cast<std::size_t>(shape[k])) break;
      from -= step[k] * index[k];
      index[k] = 0;
    }
  }
  return out;
}

/// Copies a tensor's elements in row-major order, whatever its strides and rank.
template <Tensor T>
void append_elements(T const& t, std::vector<index_t> const& shape, std::vector<std::uint8_t>& bytes) {
  using value = value_type_of<T>;
  value const* const data = traits_of<T>::data(t);
  std::vector<index_t> index(shape.size());
  index_t from = 0;
  for (std::size_t at = 0; at < bytes.size(); at += sizeof(value)) {
    std::memcpy(bytes.data() + at, data + from, sizeof(value));
    for (std::size_t k = shape.size(); k-- > 0;) {
      auto const step = static_cast<index_t>(traits_of<T>::stride(t, k));
      from += step;
      if (++index[k] < shape[k]) break;
      from -= step * index[k];
      index[k] = 0;
    }
  }
}

}  // namespace detail

template <class Scalar>
std::vector<Scalar> npy_array::values() const {
  static_assert(!std::is_same_v<Scalar, bool>,
                "tacit::npy_array: ask for std::uint8_t: booleans are stored as 0 and 1");
  std::vector<Scalar> out(static_cast<std::size_t>(size()));
  type.visit([&]<class From>(From) { detail::convert_elements<From>(*this, out.data()); });
  return out;
}

template <class Scalar, std::size_t Rank>
tensor<Scalar, Rank> npy_array::to() const {
  if (shape.size() != Rank) detail::throw_shape("npy_array", "number of dimensions", Rank, shape.size());
  std::array<index_t, Rank> extents{};
  std::copy(shape.begin(), shape.end(), extents.begin());
  tensor<Scalar, Rank> out(extents);
  type.visit([&]<class From>(From) { detail::convert_elements<From>(*this, out.data()); });
  return out;
}

/// Parses `bytes`; `file` names them in errors. Throws file_error unless every byte is accounted for.
inline npy_array parse_npy(std::span<std::uint8_t const> bytes, std::string const& file) {
  detail::byte_cursor in(bytes, file);
  auto const header = detail::parse_npy_header(in);
  npy_array array{header.type, header.shape, {}};
  auto const values = in.take(header.size, "values");
  in.finish("values");
  if (header.type.kind == 'b')
    for (std::size_t i = 0; i < values.size(); ++i)
      if (values[i] > 1) detail::throw_file(file, "boolean {}: expected 0 or 1, got {}", {i, values[i]});
  if (header.fortran_order && header.shape.size() > 1)
    array.bytes = detail::to_row_major(values, header.shape, header.type.size);
  else
    array.bytes.assign(values.begin(), values.end());
  if (header.big_endian != (std::endian::native == std::endian::big)) detail::swap_bytes(array.bytes, header.type.size);
  return array;
}

inline npy_array read_npy(std::string const& path) { return parse_npy(read_bytes(path), path); }

/// An array from any readable tensor of numbers.
template <Readable T>
npy_array make_npy(T const& t) {
  if constexpr (LazyTensor<T>) {
    return make_npy(detail::traits_of<T>::evaluate(t));
  } else {
    npy_array array{npy_type_of<value_type_of<T>>, {}, {}};
    std::size_t rank = 0;
    if constexpr (HasDynamicRank<T>)
      rank = detail::traits_of<T>::dimension(t);
    else
      rank = detail::traits_of<T>::rank;
    for (std::size_t k = 0; k < rank; ++k)
      array.shape.push_back(static_cast<index_t>(detail::traits_of<T>::extent(t, k)));
    array.bytes.resize(static_cast<std::size_t>(array.size()) * array.type.size);
    detail::append_elements(t, array.shape, array.bytes);
    return array;
  }
}

/// The bytes of a .npy file (version 1.0, C order, this machine's byte order).
inline std::vector<std::uint8_t> encode_npy(npy_array const& array) {
  auto bytes = detail::encode_npy_header(array.type, array.shape);
  bytes.insert(bytes.end(), array.bytes.begin(), array.bytes.end());
  return bytes;
}

/// Writes any readable tensor of numbers as a .npy file, atomically.
template <Readable T>
void write_npy(std::string const& path, T const& t) {
  write_bytes(path, encode_npy(make_npy(t)));
}

}  // namespace tacit::inline TACIT_ABI
