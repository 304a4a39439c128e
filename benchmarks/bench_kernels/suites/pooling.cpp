// Pooling, forward and backward, on the shapes of small_cnn.
#include "../data.hpp"
#include "tacit/kernel/avg_pool.hpp"
#include "tacit/kernel/global_pool.hpp"
#include "tacit/kernel/max_pool.hpp"

namespace bench {
namespace {

template <class Make>
kernel_case pool_case(char const* kernel, std::string const& shape, index_t bytes, Make const& make) {
  return {kernel, "f32", shape, limit::memory, static_cast<double>(bytes), [make](context const& ctx) {
            return std::vector<job>{{"tacit", make(ctx)}};
          }};
}

void add_windows(std::vector<kernel_case>& cases, index_t batch, index_t side, index_t channels) {
  tacit::pool_shape const s{.batch = batch, .height = side, .width = side, .channels = channels};
  index_t const in = batch * side * side * channels, out = in / 4;
  auto const shape = extents(batch, side, side, channels);
  cases.push_back(pool_case("max_pool_forward", shape, 4 * in + 8 * out, [=](context const& ctx) {
    return [=, x = random_array<float>(in), y = constant_array<float>(out, 0),
            place = std::make_shared<std::vector<std::int32_t>>(static_cast<std::size_t>(out))] {
      tacit::max_pool_forward<float>(ctx, s, x->data(), y->data(), place->data());
    };
  }));
  cases.push_back(pool_case("max_pool_backward", shape, 4 * in + 8 * out, [=](context const& ctx) {
    auto const x = random_array<float>(in), dy = random_array<float>(out);
    auto const place = std::make_shared<std::vector<std::int32_t>>(static_cast<std::size_t>(out));
    tacit::max_pool_forward<float>(ctx, s, x->data(), constant_array<float>(out, 0)->data(), place->data());
    return [=] { tacit::max_pool_backward<float>(ctx, s, dy->data(), place->data(), x->data()); };
  }));
  cases.push_back(pool_case("avg_pool_forward", shape, 4 * in + 4 * out, [=](context const& ctx) {
    return [=, x = random_array<float>(in), y = constant_array<float>(out, 0)] {
      tacit::avg_pool_forward<float>(ctx, s, true, x->data(), y->data());
    };
  }));
  cases.push_back(pool_case("avg_pool_backward", shape, 4 * in + 4 * out, [=](context const& ctx) {
    return [=, dy = random_array<float>(out), dx = constant_array<float>(in, 0)] {
      tacit::avg_pool_backward<float>(ctx, s, true, dy->data(), dx->data());
    };
  }));
}

void add_global(std::vector<kernel_case>& cases, index_t batch, index_t positions, index_t channels) {
  index_t const in = batch * positions * channels, out = batch * channels;
  auto const shape = extents(batch, positions, channels);
  cases.push_back(pool_case("global_avg_pool_forward", shape, 4 * (in + out), [=](context const& ctx) {
    return [=, x = random_array<float>(in), y = constant_array<float>(out, 0)] {
      tacit::global_avg_pool_forward<float>(ctx, batch, positions, channels, x->data(), y->data());
    };
  }));
  cases.push_back(pool_case("global_avg_pool_backward", shape, 4 * (in + out), [=](context const& ctx) {
    return [=, dy = random_array<float>(out), dx = constant_array<float>(in, 0)] {
      tacit::global_avg_pool_backward<float>(ctx, batch, positions, channels, dy->data(), dx->data());
    };
  }));
}

}  // namespace

std::vector<kernel_case> pooling_cases() {
  std::vector<kernel_case> cases;
  add_windows(cases, 480, 28, 32);
  add_windows(cases, 480, 14, 64);
  add_global(cases, 960, 49, 128);
  return cases;
}

}  // namespace bench
