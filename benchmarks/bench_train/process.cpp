// Replaces operator new by one that counts; reads Linux's record of peak memory.
#include "process.hpp"

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <new>
#include <sstream>
#include <string>

namespace {
std::atomic<long> allocations{0};

void* allocate(std::size_t size, std::size_t align) noexcept {
  ++allocations;
  return align > alignof(std::max_align_t) ? std::aligned_alloc(align, (size + align - 1) / align * align)
                                           : std::malloc(size ? size : 1);
}
void* allocate_or_throw(std::size_t size, std::size_t align) {
  void* p = allocate(size, align);
  if (!p) throw std::bad_alloc();
  return p;
}
}  // namespace

// The array forms call these.
void* operator new(std::size_t size) { return allocate_or_throw(size, 1); }
void* operator new(std::size_t size, std::align_val_t a) {
  return allocate_or_throw(size, static_cast<std::size_t>(a));
}
void* operator new(std::size_t size, std::nothrow_t const&) noexcept { return allocate(size, 1); }
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }

namespace bench {

long allocation_count() { return allocations; }

void restart_peak() { std::ofstream("/proc/self/clear_refs") << 5; }

double peak_mib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) {
      double kib = 0;
      std::istringstream(line.substr(6)) >> kib;
      return kib / 1024;
    }
  return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace bench
