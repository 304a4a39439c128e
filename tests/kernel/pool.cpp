// pool: values, winners and gradients against naive loops over every kernel, stride and padding.
#include "tacit/kernel/pool.hpp"

#include <cstdint>

#include "elementwise_support.hpp"

namespace {

using support::index_t;
using tacit::pool_shape;

std::size_t at(index_t i) { return static_cast<std::size_t>(i); }

index_t in_size(pool_shape const& s) { return s.batch * s.height * s.width * s.channels; }
index_t out_size(pool_shape const& s) { return s.batch * s.out_height() * s.out_width() * s.channels; }

/// Calls f(output element, list of the input elements of its window).
template <class F>
void for_windows(pool_shape const& s, F const& f) {
  for (index_t n = 0; n < s.batch; ++n)
    for (index_t i = 0; i < s.out_height(); ++i)
      for (index_t j = 0; j < s.out_width(); ++j)
        for (index_t c = 0; c < s.channels; ++c) {
          std::vector<index_t> window;
          for (index_t a = i * s.stride - s.padding; a < i * s.stride - s.padding + s.kernel; ++a)
            for (index_t b = j * s.stride - s.padding; b < j * s.stride - s.padding + s.kernel; ++b)
              if (a >= 0 && a < s.height && b >= 0 && b < s.width)
                window.push_back(((n * s.height + a) * s.width + b) * s.channels + c);
          f(((n * s.out_height() + i) * s.out_width() + j) * s.channels + c, window);
        }
}

std::vector<pool_shape> shapes() {
  std::vector<pool_shape> all;
  for (index_t channels : {1, 3, 8, 17, 33})
    for (auto [kernel, stride, padding] :
         {std::array<index_t, 3>{2, 2, 0}, {3, 2, 1}, {3, 1, 1}, {2, 3, 0}, {5, 2, 4}, {1, 1, 0}, {3, 3, 2}})
      for (auto [height, width] : {std::array<index_t, 2>{7, 9}, {8, 8}, {3, 5}})
        if (height + 2 * padding >= kernel) all.push_back({2, height, width, channels, kernel, stride, padding});
  return all;
}

std::string name(pool_shape const& s) {
  return std::to_string(s.height) + "x" + std::to_string(s.width) + "x" + std::to_string(s.channels) + " k" +
         std::to_string(s.kernel) + " s" + std::to_string(s.stride) + " p" + std::to_string(s.padding);
}

/// Small integers: many ties, and sums without rounding.
template <class S>
std::vector<S> integers(index_t n, std::uint32_t lane) {
  auto v = support::numbers<S>(n, lane, 0, 2);
  for (S& e : v) e = std::round(e);
  return v;
}

}  // namespace

TEMPLATE_TEST_CASE("max pooling equals naive loops; the first of equal values wins", "[pool]", float, double) {
  using S = TestType;
  tacit::context const ctx(2);
  for (pool_shape const& s : shapes()) {
    INFO(name(s));
    auto const x = integers<S>(in_size(s), 1), dy = integers<S>(out_size(s), 2);
    std::vector<S> y(dy.size()), expected(dy.size()), dx(x.size(), S(99)), expected_dx(x.size());
    std::vector<std::int32_t> argmax(y.size()), expected_argmax(y.size());
    for_windows(s, [&](index_t o, std::vector<index_t> const& window) {
      index_t best = window[0];
      for (index_t i : window)
        if (x[at(i)] > x[at(best)]) best = i;
      expected[at(o)] = x[at(best)];
      expected_argmax[at(o)] = std::int32_t(best / s.channels % (s.height * s.width));
      expected_dx[at(best)] += dy[at(o)];
    });
    tacit::max_pool_forward(ctx, s, x.data(), y.data(), argmax.data());
    CHECK(y == expected);
    CHECK(argmax == expected_argmax);
    std::vector<S> alone(y.size());
    tacit::max_pool_forward(ctx, s, x.data(), alone.data(), nullptr);
    CHECK(alone == expected);
    tacit::max_pool_backward(ctx, s, dy.data(), argmax.data(), dx.data());
    CHECK(dx == expected_dx);
  }
}

TEMPLATE_TEST_CASE("average pooling equals naive loops, padding counted or not", "[pool]", float, double) {
  using S = TestType;
  tacit::context const ctx(2);
  for (pool_shape const& s : shapes())
    for (bool count_padding : {false, true}) {
      INFO(name(s));
      auto const x = support::numbers<S>(in_size(s), 1), dy = support::numbers<S>(out_size(s), 2);
      std::vector<S> y(dy.size()), dx(x.size(), S(99));
      std::vector<double> expected(dy.size()), expected_dx(x.size());
      for_windows(s, [&](index_t o, std::vector<index_t> const& window) {
        double const count = count_padding ? double(s.kernel * s.kernel) : double(window.size());
        for (index_t i : window) {
          expected[at(o)] += double(x[at(i)]) / count;
          expected_dx[at(i)] += double(dy[at(o)]) / count;
        }
      });
      tacit::avg_pool_forward(ctx, s, count_padding, x.data(), y.data());
      tacit::avg_pool_backward(ctx, s, count_padding, dy.data(), dx.data());
      CHECK(support::difference(y, expected) < support::tolerance<S>);
      CHECK(support::difference(dx, expected_dx) < support::tolerance<S>);
    }
}

TEMPLATE_TEST_CASE("global pooling equals naive loops", "[pool]", float, double) {
  using S = TestType;
  tacit::context const ctx(2);
  for (index_t channels : {1, 3, 8, 17, 100})
    for (index_t positions : {1, 2, 49, 1000}) {
      INFO(positions << " positions, " << channels << " channels");
      index_t const batch = 3, n = batch * positions * channels;
      auto const x = integers<S>(n, 1), dy = integers<S>(batch * channels, 2);
      std::vector<S> mean(dy.size()), largest(dy.size()), dx(x.size(), S(99));
      std::vector<std::int32_t> argmax(dy.size());
      tacit::global_avg_pool_forward(ctx, batch, positions, channels, x.data(), mean.data());
      tacit::global_max_pool_forward(ctx, batch, positions, channels, x.data(), largest.data(), argmax.data());
      std::vector<double> expected(dy.size()), avg_dx(x.size());
      std::vector<S> max_dx(x.size()), expected_largest(dy.size());
      std::vector<std::int32_t> expected_argmax(dy.size());
      for (index_t s = 0; s < batch; ++s)
        for (index_t c = 0; c < channels; ++c) {
          std::size_t const o = at(s * channels + c);
          index_t best = 0;
          for (index_t p = 0; p < positions; ++p) {
            std::size_t const i = at((s * positions + p) * channels + c);
            expected[o] += double(x[i]) / double(positions);
            avg_dx[i] = double(dy[o]) / double(positions);
            if (x[i] > x[at((s * positions + best) * channels + c)]) best = p;
          }
          expected_largest[o] = x[at((s * positions + best) * channels + c)];
          expected_argmax[o] = std::int32_t(best);
          max_dx[at((s * positions + best) * channels + c)] = dy[o];
        }
      CHECK(support::difference(mean, expected) < support::tolerance<S>);
      CHECK(largest == expected_largest);
      CHECK(argmax == expected_argmax);
      tacit::global_max_pool_backward(ctx, batch, positions, channels, dy.data(), argmax.data(), dx.data());
      CHECK(dx == max_dx);
      tacit::global_avg_pool_backward(ctx, batch, positions, channels, dy.data(), dx.data());
      CHECK(support::difference(dx, avg_dx) < support::tolerance<S>);
    }
}

TEMPLATE_TEST_CASE("NaN goes through max pooling, minus infinity is a value", "[pool]", float, double) {
  using S = TestType;
  tacit::context const ctx(1);
  S const nan = std::numeric_limits<S>::quiet_NaN(), low = -std::numeric_limits<S>::infinity();
  pool_shape const s{.batch = 1, .height = 2, .width = 4, .channels = 1};
  for (auto place : {0, 1, 4, 5}) {
    std::vector<S> x{1, 2, low, low, 3, 4, low, low}, y(2);
    x[at(place)] = nan;
    std::vector<std::int32_t> argmax(2);
    tacit::max_pool_forward(ctx, s, x.data(), y.data(), argmax.data());
    CHECK(std::isnan(y[0]));
    CHECK(argmax[0] == place);
    CHECK(y[1] == low);
    CHECK(argmax[1] == 2);
    tacit::global_max_pool_forward(ctx, 1, 8, 1, x.data(), y.data(), argmax.data());
    CHECK(std::isnan(y[0]));
    CHECK(argmax[0] == place);
  }
}

TEMPLATE_TEST_CASE("pooling gives the same bits for any number of threads", "[pool]", float, double) {
  using S = TestType;
  pool_shape const s{.batch = 9, .height = 33, .width = 31, .channels = 17, .kernel = 3, .stride = 2, .padding = 1};
  auto const x = support::numbers<S>(in_size(s), 1), dy = support::numbers<S>(out_size(s), 2);
  support::require_same_for_any_threads([&](tacit::context const& ctx) {
    std::vector<S> y(dy.size()), dx(x.size()), all;
    std::vector<std::int32_t> argmax(y.size());
    auto const keep = [&] {
      all.insert(all.end(), y.begin(), y.end());
      all.insert(all.end(), dx.begin(), dx.end());
    };
    tacit::max_pool_forward(ctx, s, x.data(), y.data(), argmax.data());
    tacit::max_pool_backward(ctx, s, dy.data(), argmax.data(), dx.data());
    keep();
    tacit::avg_pool_forward(ctx, s, false, x.data(), y.data());
    tacit::avg_pool_backward(ctx, s, false, dy.data(), dx.data());
    keep();
    tacit::global_avg_pool_forward(ctx, s.batch, s.height * s.width, s.channels, x.data(), y.data());
    tacit::global_avg_pool_backward(ctx, s.batch, s.height * s.width, s.channels, dy.data(), dx.data());
    keep();
    return all;
  });
}

TEST_CASE("impossible poolings are refused", "[pool]") {
  tacit::context const ctx(1);
  float x[64] = {}, y[64] = {};
  for (pool_shape s : {pool_shape{1, 4, 4, 1, 0, 1, 0},
                       {1, 4, 4, 1, 2, 0, 0},
                       {1, 4, 4, 1, 2, 1, 2},
                       {1, 4, 4, 1, 2, 1, -1},
                       {1, 4, 4, 1, 5, 1, 0},
                       {1, 0, 4, 1, 1, 1, 0},
                       {1, 65536, 65536, 1, 2, 2, 0}}) {
    INFO(name(s));
    CHECK_THROWS_AS(tacit::max_pool_forward(ctx, s, x, y, nullptr), tacit::shape_error);
    CHECK_THROWS_AS(tacit::avg_pool_forward(ctx, s, true, x, y), tacit::shape_error);
  }
}
