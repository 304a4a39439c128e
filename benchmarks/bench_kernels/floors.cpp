#include "floors.hpp"

#include "clock.hpp"
#include "data.hpp"
#include "tacit/kernel/detail/lanes.hpp"

namespace bench {
namespace {

/// Ten independent chains hide the latency of the multiply-add on every machine we know. The compiler must not know the
/// numbers, or it finds the chain that stays at a fixed point and leaves it out.
template <class S>
double burn(long rounds) {
  using pack = tacit::detail::pack<S>;
  constexpr int chains = 10;
  pack sum[chains];
  for (int i = 0; i < chains; ++i) sum[i] = pack{} + static_cast<S>(i);
  S const volatile hidden_factor = static_cast<S>(0.999), hidden_term = static_cast<S>(0.001);
  pack const factor = pack{} + hidden_factor, term = pack{} + hidden_term;
  for (long r = 0; r < rounds; ++r)
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC unroll 10
#endif
    for (int i = 0; i < chains; ++i) sum[i] = sum[i] * factor + term;
  for (int i = 1; i < chains; ++i) sum[0] += sum[i];
  return static_cast<double>(sum[0][0]);
}

template <class S>
double peak(context const& ctx) {
  constexpr long rounds = 1000000;
  std::vector<double> sink(static_cast<std::size_t>(ctx.threads()));
  double const start = now();
  tacit::parallel_for(ctx, ctx.threads(), [&](index_t b, int) { sink[static_cast<std::size_t>(b)] = burn<S>(rounds); });
  double const seconds = now() - start;
  return sink[0] < -1
             ? 0  // the result is used
             : 2.0 * 10 * rounds * static_cast<double>(tacit::detail::lane_count<S>) * ctx.threads() / seconds * 1e-9;
}

}  // namespace

double multiply_add_peak(context const& ctx, bool double_precision) {
  return double_precision ? peak<double>(ctx) : peak<float>(ctx);
}

double memory_bandwidth(context const& ctx) {
  constexpr index_t n = index_t{24} << 20, grain = 1 << 16;  // three arrays of 96 MiB
  static auto const b = random_array<float>(n), c = random_array<float>(n, 2), a = constant_array<float>(n, 0);
  double const start = now();
  tacit::parallel_ranges(ctx, n, grain, [&](index_t first, index_t last, int) {
    using namespace tacit::detail;
    float* const to = a->data() + first;
    float const *const x = b->data() + first, *const y = c->data() + first;
    for_lanes<float>(last - first, [=](index_t i, auto span) TACIT_DETAIL_INLINED {
      store(to + i, load(x + i, span) + load(y + i, span) * 3.0f, span);
    });
  });
  return 3.0 * n * sizeof(float) / (now() - start) * 1e-9;
}

}  // namespace bench
