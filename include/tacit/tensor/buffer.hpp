// buffer: an aligned array of fixed size, the memory of everything that the library owns.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <type_traits>
#include <utility>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "tacit/tensor/config.hpp"

namespace tacit::inline TACIT_ABI {

/// Every buffer that the library allocates starts at a multiple of this many bytes.
inline constexpr std::size_t alignment = 64;

namespace detail {

/// Zeroed memory; null for no bytes. Pages of 4 KiB make a step through large arrays wait for translations of
/// addresses, so that those are made of huge pages (2 MiB) where the system gives them to who asks; where it does not,
/// nothing changes.
[[gnu::noinline]] inline void* allocate(std::size_t bytes) {
  if (bytes == 0) return nullptr;
  void* const p = ::operator new[](bytes, std::align_val_t(alignment));
#if defined(MADV_HUGEPAGE)
  constexpr std::uintptr_t page = 4096;
  if (bytes >= (std::size_t{1} << 20)) {
    auto const first = (reinterpret_cast<std::uintptr_t>(p) + page - 1) / page * page;
    auto const last = (reinterpret_cast<std::uintptr_t>(p) + bytes) / page * page;
    ::madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);  // a wish: an error changes nothing
  }
#endif
  std::memset(p, 0, bytes);
  return p;
}

}  // namespace detail

/// An aligned array of fixed size, zero-initialised: the storage of tensors, parameters and workspaces.
template <class Scalar>
class buffer {
  static_assert(std::is_arithmetic_v<Scalar> || std::is_same_v<Scalar, std::byte>, "zero must be zeroed bytes");

 public:
  buffer() = default;
  explicit buffer(std::size_t size)
      : data_(static_cast<Scalar*>(detail::allocate(size * sizeof(Scalar)))), size_(size) {}
  buffer(buffer const& other) : buffer(other.size_) { std::copy_n(other.data_, size_, data_); }
  buffer(buffer&& other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  buffer& operator=(buffer other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~buffer() { ::operator delete[](data_, std::align_val_t(alignment)); }

  Scalar* data() { return data_; }
  Scalar const* data() const { return data_; }
  std::size_t size() const { return size_; }
  Scalar* begin() { return data_; }
  Scalar* end() { return data_ + size_; }
  Scalar const* begin() const { return data_; }
  Scalar const* end() const { return data_ + size_; }
  Scalar& operator[](std::size_t i) { return data_[i]; }
  Scalar const& operator[](std::size_t i) const { return data_[i]; }

 private:
  Scalar* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace tacit::inline TACIT_ABI
