// context: how many threads a computation may use, and the scratch memory that it reuses from step to step.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

#if defined(_OPENMP) && !defined(TACIT_NO_OPENMP)
#include <omp.h>
#endif

#include "tacit/tensor/tensor.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {

/// A stack of memory that grows by chunks and never moves what it handed out; after the first step it is warm.
class arena {
 public:
  struct mark {
    std::size_t chunk = 0, used = 0;
  };

  [[gnu::noinline]] void* take(std::size_t bytes) {
    bytes = (bytes + alignment - 1) / alignment * alignment;
    while (true) {
      if (top_.chunk == chunks_.size()) chunks_.emplace_back(std::max(bytes, next_size()));
      if (top_.used + bytes <= chunks_[top_.chunk].size()) break;
      top_ = {top_.chunk + 1, 0};
      if (top_.chunk < chunks_.size() && chunks_[top_.chunk].size() < bytes)
        chunks_[top_.chunk] = buffer<std::byte>(bytes);
    }
    void* p = chunks_[top_.chunk].data() + top_.used;
    top_.used += bytes;
    return p;
  }

  mark top() const { return top_; }
  void rewind(mark m) { top_ = m; }

  std::size_t capacity() const {
    std::size_t n = 0;
    for (auto const& c : chunks_) n += c.size();
    return n;
  }

 private:
  std::size_t next_size() const { return std::max<std::size_t>(std::size_t{1} << 16, capacity()); }

  std::vector<buffer<std::byte>> chunks_;
  mark top_;
};

}  // namespace detail

/// Threads and scratch memory, passed to every kernel. Copies share the scratch; one context serves one caller at a
/// time. No global state is read after construction nor ever changed: the thread count travels in `num_threads(...)`
/// clauses.
class context {
 public:
  /// `threads` = 0: as many as OpenMP would use here (OMP_NUM_THREADS, affinity); always 1 without OpenMP.
  explicit context(int threads = 0)
      : threads_(resolve(threads)),
        arenas_(std::make_shared<std::vector<detail::arena>>(static_cast<std::size_t>(threads_))) {}

  int threads() const { return threads_; }

  /// Scratch of worker w (0 for code outside parallel_for).
  detail::arena& arena(int worker) const { return (*arenas_)[static_cast<std::size_t>(first_ + worker)]; }

  /// One thread, with the scratch of that worker: what a body of parallel_for hands to other kernels.
  context of_worker(int worker) const {
    context one(*this);
    one.threads_ = 1;
    one.first_ = first_ + worker;
    return one;
  }

 private:
  static int resolve(int threads) {
#if TACIT_OPENMP
    return threads > 0 ? threads : omp_get_max_threads();
#else
    static_cast<void>(threads);
    return 1;
#endif
  }

  int threads_, first_ = 0;  ///< the latter: number of the first arena
  std::shared_ptr<std::vector<detail::arena>> arenas_;
};

/// Scratch memory for a scope: what `take` hands out is returned to the context when the frame ends (last in, first
/// out). The memory is not initialised.
class scratch_frame {
 public:
  explicit scratch_frame(context const& ctx, int worker = 0) : arena_(ctx.arena(worker)), mark_(arena_.top()) {}
  scratch_frame(scratch_frame const&) = delete;
  scratch_frame& operator=(scratch_frame const&) = delete;
  ~scratch_frame() { arena_.rewind(mark_); }

  template <class T>
  T* take(index_t count) {
    return static_cast<T*>(arena_.take(static_cast<std::size_t>(count) * sizeof(T)));
  }

 private:
  detail::arena& arena_;
  detail::arena::mark mark_;
};

}  // namespace tacit::inline TACIT_ABI
