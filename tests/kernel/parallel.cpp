// parallel: every block once, exceptions, small work on the calling thread; scratch: reuse and nesting.
#include "tacit/kernel/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <thread>
#include <vector>

using tacit::index_t;

TEST_CASE("parallel_for calls each block once, on a worker of the context", "[parallel]") {
  for (int threads : {1, 2, 3, 4, 7})
    for (index_t blocks : {0, 1, 2, 5, 100}) {
      tacit::context const ctx(threads);
      std::vector<std::atomic<int>> calls(static_cast<std::size_t>(blocks));
      std::atomic<int> strangers = 0;
      tacit::parallel_for(ctx, blocks, [&](index_t b, int worker) {
        ++calls[static_cast<std::size_t>(b)];
        if (worker < 0 || worker >= ctx.threads()) ++strangers;
      });
      for (auto const& c : calls) CHECK(c == 1);
      CHECK(strangers == 0);
    }
}

TEST_CASE("a worker that is held up by one block leaves its others to the rest", "[parallel]") {
#if TACIT_OPENMP
  if (omp_get_thread_limit() < 2 || omp_get_dynamic()) return;
  tacit::context const ctx(2);
  constexpr index_t blocks = 100;
  std::atomic<index_t> done = 0;
  bool helped = false;
  tacit::parallel_for(ctx, blocks, [&](index_t b, int) {
    auto const deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (b == 0 && done < blocks - 1 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    if (b == 0) helped = done == blocks - 1;
    ++done;
  });
  CHECK(helped);
#endif
}

TEST_CASE("parallel_ranges covers the items in ranges of the grain", "[parallel]") {
  tacit::context const ctx(3);
  for (index_t items : {0, 1, 9, 10, 11, 100}) {
    std::vector<std::atomic<int>> calls(static_cast<std::size_t>(items));
    std::atomic<int> wrong = 0;
    tacit::parallel_ranges(ctx, items, 10, [&](index_t first, index_t last, int) {
      if (first % 10 != 0 || last <= first || last - first > 10) ++wrong;
      for (index_t i = first; i < last; ++i) ++calls[static_cast<std::size_t>(i)];
    });
    for (auto const& c : calls) CHECK(c == 1);
    CHECK(wrong == 0);
  }
}

TEST_CASE("the exception of the lowest block is rethrown, for any number of threads", "[parallel]") {
  for (int threads : {1, 2, 3, 4, 7}) {
    tacit::context const ctx(threads);
    auto const run = [&] {
      tacit::parallel_for(ctx, 20, [](index_t b, int) {
        if (b == 7 || b == 3 || b == 19) throw std::runtime_error("block " + std::to_string(b));
      });
    };
    CHECK_THROWS_WITH(run(), "block 3");
    CHECK_THROWS_WITH(run(), "block 3");  // the context stays usable
  }
}

TEST_CASE("a worker's context is serial and has the scratch of that worker", "[parallel]") {
  tacit::context const ctx(3);
  std::atomic<int> wrong = 0;
  tacit::parallel_for(ctx, 12, [&](tacit::index_t, int worker) {
    tacit::context const own = ctx.of_worker(worker);
    if (own.threads() != 1 || &own.arena(0) != &ctx.arena(worker)) ++wrong;
    tacit::parallel_for(own, 5, [&](tacit::index_t, int inner) { wrong += inner != 0; });
  });
  CHECK(wrong == 0);
  CHECK(&ctx.of_worker(2).of_worker(0).arena(0) == &ctx.arena(2));
}

TEST_CASE("a single block runs on the calling thread", "[parallel]") {
  tacit::context const ctx(4);
  std::thread::id where;
  int on = -1;
  tacit::parallel_for(ctx, 1, [&](index_t, int worker) {
    where = std::this_thread::get_id();
    on = worker;
  });
  CHECK(where == std::this_thread::get_id());
  CHECK(on == 0);
}

TEST_CASE("without OpenMP a context has one thread, with it as many as asked for", "[parallel]") {
  CHECK(tacit::context(3).threads() == (TACIT_OPENMP ? 3 : 1));
  CHECK(tacit::context().threads() >= 1);
}

TEST_CASE("buffers of any size are aligned, zero and writable to their end") {
  for (std::size_t size : {std::size_t{1}, std::size_t{1000}, std::size_t{1} << 18, (std::size_t{3} << 20) + 7}) {
    tacit::buffer<float> b(size);
    CHECK(reinterpret_cast<std::uintptr_t>(b.data()) % tacit::alignment == 0);
    CHECK(std::all_of(b.begin(), b.end(), [](float x) { return x == 0; }));
    std::fill(b.begin(), b.end(), 1.f);
    tacit::buffer<float> const copy(b);
    CHECK(copy.data() != b.data());
    CHECK(std::equal(b.begin(), b.end(), copy.begin(), copy.end()));
  }
}

TEST_CASE("scratch is aligned, nests, and is reused without growing", "[parallel]") {
  tacit::context const ctx(1);
  auto const step = [&] {
    tacit::scratch_frame outer(ctx);
    float* const a = outer.take<float>(1000);
    std::fill_n(a, 1000, 1.f);
    void* again = nullptr;
    for (int k = 0; k < 3; ++k) {
      tacit::scratch_frame inner(ctx);
      double* const b = inner.take<double>(100000);
      CHECK(reinterpret_cast<std::uintptr_t>(b) % tacit::alignment == 0);
      std::fill_n(b, 100000, 2.0);
      if (k > 0) CHECK(b == again);
      again = b;
    }
    CHECK(a[0] == 1.f);
    CHECK(a[999] == 1.f);
  };
  step();
  std::size_t const capacity = ctx.arena(0).capacity();
  step();
  CHECK(ctx.arena(0).capacity() == capacity);
}
