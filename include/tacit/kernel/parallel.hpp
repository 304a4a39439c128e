// parallel_for: blocks of work over the context's threads. Sums are cut by shape, never by thread count.
#pragma once

#include <atomic>
#include <exception>

#include "tacit/kernel/context.hpp"

namespace tacit::inline TACIT_ABI {

namespace detail {

/// A loop's body behind a pointer: the machinery of loops is compiled once, and each body once.
struct block_body {
  void const* self;
  void (*call)(void const* self, index_t block, int worker);
  void operator()(index_t block, int worker) const { call(self, block, worker); }
};

/// Neighbouring blocks that are meant for one worker, which finds in its caches what it fetched or wrote there before.
struct alignas(64) block_run {
  std::atomic<index_t> next;
  index_t last;
  index_t take() { return next.fetch_add(1, std::memory_order_relaxed); }  // from `last` on: none are left
};

inline void run_blocks([[maybe_unused]] context const& ctx, index_t blocks, block_body body) {
#if TACIT_OPENMP
  int const threads = static_cast<int>(std::min<index_t>(ctx.threads(), blocks));
  if (threads > 1) {
    scratch_frame frame(ctx);
    block_run* const runs = frame.take<block_run>(threads);
    for (int t = 0; t < threads; ++t) new (runs + t) block_run{blocks * t / threads, blocks * (t + 1) / threads};
    std::exception_ptr failure;
    index_t failed = blocks;
    TACIT_OMP(parallel num_threads(threads)) {
      int const worker = omp_get_thread_num();
      for (int k = 0; k < threads; ++k) {  // the worker's own blocks, then what the others have left
        block_run& run = runs[(worker + k) % threads];
        for (index_t b = run.take(); b < run.last; b = run.take()) {
          try {
            body(b, worker);
          } catch (...) {
            TACIT_OMP(critical(tacit_parallel_for))
            if (b < failed) {
              failed = b;
              failure = std::current_exception();
            }
          }
        }
      }
    }
    if (failure) std::rethrow_exception(failure);
    return;
  }
#endif
  for (index_t b = 0; b < blocks; ++b) body(b, 0);
}

}  // namespace detail

/// Calls body(block, worker) for block = 0 .. blocks - 1, each once, in any order and on any worker: each worker starts
/// with a run of neighbouring blocks, and helps the others when it is done. For results that do not depend on the
/// number of threads each block must write memory of its own. If bodies throw, the exception of
/// the lowest block is rethrown here, after the other blocks were let go.
/// The body may use the scratch of its worker, but must not hand the context to another kernel: inside a parallel
/// region that kernel would take every worker for worker 0. It hands on ctx.of_worker(worker).
template <class Body>
void parallel_for(context const& ctx, index_t blocks, Body const& body) {
  detail::run_blocks(ctx, blocks, {&body, [](void const* self, index_t block, int worker) {
                                     (*static_cast<Body const*>(self))(block, worker);
                                   }});
}

/// How many blocks of `grain` items cover `items`.
constexpr index_t block_count(index_t items, index_t grain) { return (items + grain - 1) / grain; }

/// parallel_for over ranges: body(first, last, worker) for consecutive ranges of at most `grain` items.
template <class Body>
void parallel_ranges(context const& ctx, index_t items, index_t grain, Body const& body) {
  parallel_for(ctx, block_count(items, grain),
               [&](index_t b, int worker) { body(b * grain, std::min(items, (b + 1) * grain), worker); });
}

}  // namespace tacit::inline TACIT_ABI
