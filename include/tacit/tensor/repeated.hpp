// repeated: a vector of so many equal elements.
#pragma once

#include <cstddef>
#include <vector>

#include "tacit/tensor/config.hpp"

namespace tacit::inline TACIT_ABI::detail {

/// std::vector's constructor, but compiled once for each type: compilers inline the former wherever it is called.
template <class T>
[[gnu::noinline]] std::vector<T> repeated(std::size_t count, T value = {}) {
  return std::vector<T>(count, value);
}

}  // namespace tacit::inline TACIT_ABI::detail
