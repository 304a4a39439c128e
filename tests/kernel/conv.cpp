// Convolution and its gradients: every path, by name, against plain loops in double.
#include "tacit/kernel/conv.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

namespace {

using tacit::context;
using tacit::conv_shape;
using tacit::index_t;
using tacit::detail::conv_path;

template <class S>
std::vector<S> numbers(index_t size, std::uint64_t key) {
  std::vector<S> v(static_cast<std::size_t>(size));
  for (std::size_t i = 0; i < v.size(); ++i)
    v[i] = static_cast<S>(static_cast<double>((i * 2654435761u + key * 40503u) % 2001) / 1000.0 - 1.0);
  return v;
}

/// Everything a convolution has: inputs, and the three results.
template <class S>
struct problem {
  std::vector<S> x, w, bias, dy, y, dx, dw, dbias;

  explicit problem(conv_shape const& s)
      : x(numbers<S>(s.batch * s.height * s.width * s.channels, 1)),
        w(numbers<S>(s.filters * s.kernel_h * s.kernel_w * s.channels / s.groups, 2)),
        bias(numbers<S>(s.filters, 3)),
        dy(numbers<S>(s.batch * s.out_height() * s.out_width() * s.filters, 4)),
        y(dy.size(), std::numeric_limits<S>::quiet_NaN()),
        dx(x.size(), std::numeric_limits<S>::quiet_NaN()),
        dw(numbers<S>(static_cast<index_t>(w.size()), 5)),
        dbias(numbers<S>(s.filters, 6)) {}

  void run(conv_path path, context const& ctx, conv_shape const& s, bool with_bias = true) {
    S* const b = with_bias ? bias.data() : nullptr;
    tacit::detail::conv_forward_by<S>(path, ctx, s, x.data(), w.data(), b, y.data());
    tacit::detail::conv_backward_data_by<S>(path, ctx, s, dy.data(), w.data(), dx.data());
    tacit::detail::conv_backward_weights_by<S>(path, ctx, s, x.data(), dy.data(), dw.data(),
                                               with_bias ? dbias.data() : nullptr);
  }
};

/// The definition, for all three results at once.
void define(conv_shape const& s, problem<double>& p, bool with_bias) {
  index_t const channels = s.channels / s.groups, filters = s.filters / s.groups;
  std::fill(p.dx.begin(), p.dx.end(), 0.0);
  std::size_t out = 0;
  for (index_t n = 0; n < s.batch; ++n)
    for (index_t i = 0; i < s.out_height(); ++i)
      for (index_t j = 0; j < s.out_width(); ++j)
        for (index_t f = 0; f < s.filters; ++f, ++out) {
          double sum = with_bias ? p.bias[static_cast<std::size_t>(f)] : 0;
          double const g = p.dy[out];
          if (with_bias) p.dbias[static_cast<std::size_t>(f)] += g;
          for (index_t r = 0; r < s.kernel_h; ++r)
            for (index_t q = 0; q < s.kernel_w; ++q) {
              index_t const y = i * s.stride - s.padding + r * s.dilation,
                            x = j * s.stride - s.padding + q * s.dilation;
              if (y < 0 || y >= s.height || x < 0 || x >= s.width) continue;
              for (index_t c = 0; c < channels; ++c) {
                auto const at_x = static_cast<std::size_t>(((n * s.height + y) * s.width + x) * s.channels +
                                                           f / filters * channels + c);
                auto const at_w = static_cast<std::size_t>(((f * s.kernel_h + r) * s.kernel_w + q) * channels + c);
                sum += p.x[at_x] * p.w[at_w];
                p.dx[at_x] += g * p.w[at_w];
                p.dw[at_w] += g * p.x[at_x];
              }
            }
          p.y[out] = sum;
        }
}

template <class S>
double distance(std::vector<S> const& a, std::vector<double> const& b) {
  REQUIRE(a.size() == b.size());
  double worst = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    double const d = std::abs(static_cast<double>(a[i]) - b[i]);
    if (!(d <= worst)) worst = d;  // also takes a NaN
  }
  return worst;
}

template <class S>
void check(conv_path path, conv_shape const& s, int threads = 1, bool with_bias = true) {
  problem<double> expected(s);
  problem<S> actual(s);
  define(s, expected, with_bias);
  context const ctx(threads);
  actual.run(path, ctx, s, with_bias);
  INFO("batch " << s.batch << " " << s.height << "x" << s.width << "x" << s.channels << " filters " << s.filters
                << " kernel " << s.kernel_h << "x" << s.kernel_w << " stride " << s.stride << " padding " << s.padding
                << " dilation " << s.dilation << " groups " << s.groups << " path " << int(path) << " threads "
                << threads);
  // The inputs are rounded to S too: 3 units a product, and the errors of the sum.
  // Winograd's transforms enlarge them.
  double const unit = std::numeric_limits<S>::epsilon() * (path == conv_path::winograd ? 32 : 4);
  double const pixels = static_cast<double>(s.batch * s.out_height() * s.out_width());
  double const window = static_cast<double>(s.kernel_h * s.kernel_w) / static_cast<double>(s.groups);
  REQUIRE(distance(actual.y, expected.y) <= unit * (2 + window * static_cast<double>(s.channels)));
  REQUIRE(distance(actual.dx, expected.dx) <= unit * (2 + window * static_cast<double>(s.filters)));
  REQUIRE(distance(actual.dw, expected.dw) <= unit * (2 + pixels));
  REQUIRE(distance(actual.dbias, expected.dbias) <= unit * (2 + pixels));
}

conv_shape image(index_t batch, index_t height, index_t width, index_t channels, index_t filters, index_t kernel,
                 index_t stride = 1, index_t padding = 0, index_t dilation = 1, index_t groups = 1) {
  conv_shape s;
  s.batch = batch, s.height = height, s.width = width, s.channels = channels, s.filters = filters;
  s.kernel_h = s.kernel_w = kernel;
  s.stride = stride, s.padding = padding, s.dilation = dilation, s.groups = groups;
  return s;
}

}  // namespace

TEMPLATE_TEST_CASE("convolution by patches takes every geometry", "[conv]", float, double) {
  for (index_t kernel : {1, 2, 3, 5})
    for (index_t stride : {1, 2, 3, 4})
      for (index_t padding : {0, 1, 2, 6})
        for (index_t dilation : {1, 2, 3})
          for (index_t groups : {1, 2}) {
            conv_shape s = image(2, 9, 7, 4, 6, kernel, stride, padding, dilation, groups);
            if (dilation * (kernel - 1) >= s.width + 2 * padding) continue;
            check<TestType>(conv_path::patches, s);
            check<TestType>(conv_path::automatic, s, 2, false);
            s.kernel_h = kernel == 1 ? 3 : kernel - 1;
            if (dilation * (s.kernel_h - 1) >= s.height + 2 * padding) continue;
            check<TestType>(conv_path::patches, s);
          }
}

TEMPLATE_TEST_CASE("convolution is right at every edge of the tile", "[conv]", float, double) {
  using tile = tacit::detail::tiling<TestType>;
  for (index_t channels : {index_t{1}, index_t{3}, tile::rows - 1, tile::rows, tile::rows + 1, 2 * tile::rows + 3})
    for (index_t filters : {index_t{1}, tile::lanes, tile::columns - 1, tile::columns, tile::columns + 1})
      for (index_t width : {3, 5, 8})
        check<TestType>(conv_path::patches, image(1, 4, width, channels, filters, 3, 1, 1));
}

TEMPLATE_TEST_CASE("images of one channel", "[conv]", float, double) {
  using tile = tacit::detail::tiling<TestType>;
  for (index_t kernel : {1, 3, 5})
    for (index_t padding : {0, 1, 3})
      for (index_t dilation : {1, 2})
        for (index_t width : {index_t{9}, tile::rows, 2 * tile::rows, 2 * tile::rows + 3})
          for (conv_path path : {conv_path::one_channel, conv_path::patches})
            if (dilation * (kernel - 1) < std::min<index_t>(9, width) + 2 * padding)
              check<TestType>(path, image(3, 9, width, 1, 20, kernel, 1, padding, dilation));
}

TEMPLATE_TEST_CASE("kernels of 1x1 go straight to a product", "[conv]", float, double) {
  for (index_t channels : {1, 5, 40})
    for (index_t filters : {3, 33})
      for (conv_path path : {conv_path::product, conv_path::automatic, conv_path::patches})
        check<TestType>(path, image(3, 5, 6, channels, filters, 1));
}

TEMPLATE_TEST_CASE("depthwise and grouped convolution", "[conv]", float, double) {
  for (index_t channels : {2, 7, 40})
    for (index_t stride : {1, 2})
      for (index_t dilation : {1, 2})
        for (conv_path path : {conv_path::depthwise, conv_path::automatic, conv_path::patches})
          check<TestType>(path, image(2, 9, 8, channels, channels, 3, stride, 1, dilation, channels), 2);
  check<TestType>(conv_path::automatic, image(2, 6, 6, 6, 12, 3, 1, 1, 1, 6));
  check<TestType>(conv_path::automatic, image(2, 6, 6, 64, 128, 3, 2, 1, 1, 2));
}

TEMPLATE_TEST_CASE("Winograd's convolution is right at every border of its tiles", "[conv]", float, double) {
  constexpr index_t lanes = tacit::detail::lane_count<TestType>;
  for (index_t padding : {0, 1, 2})
    for (index_t height : {3, 4, 5, 8})
      for (index_t width : {3, 6, 9}) {
        check<TestType>(conv_path::winograd, image(2, height, width, lanes, 3 * lanes, 3, 1, padding));
        check<TestType>(conv_path::winograd, image(1, height, width, 2 * lanes, lanes, 3, 1, padding), 2, false);
      }
  check<TestType>(conv_path::winograd, image(40, 7, 7, 3 * lanes, 2 * lanes, 3, 1, 1), 3);  // several blocks and parts
}

TEMPLATE_TEST_CASE("Winograd's weight gradient is right where the sums of all points fit no cache", "[conv]", float,
                   double) {
  constexpr index_t lanes = tacit::detail::lane_count<TestType>, depth = tacit::detail::tiling<TestType>::depth;
  constexpr index_t channels = depth / 2 + lanes, filters = 128;
  static_assert(36 * channels * filters * sizeof(TestType) > tacit::detail::winograd_sums_in_cache);
  check<TestType>(conv_path::winograd, image(2, 5, 6, channels, filters, 3, 1, 1), 3);
  check<TestType>(conv_path::winograd, image(1, 4, 9, filters, channels, 3, 1, 2), 1, false);
  check<TestType>(conv_path::winograd, image(depth + 3, 1, 1, channels, filters, 3, 1, 1), 2);  // two turns of tiles
}

TEMPLATE_TEST_CASE("Winograd's convolution is right where a row of channels does not fit a slice", "[conv]", float,
                   double) {
  constexpr index_t lanes = tacit::detail::lane_count<TestType>, depth = tacit::detail::tiling<TestType>::depth;
  for (index_t many : {5 * depth / 4, 2 * depth}) {
    REQUIRE(tacit::detail::winograd_slices<TestType>(many) == 2);
    check<TestType>(conv_path::winograd, image(2, 5, 6, many, lanes, 3, 1, 1), 2);
    check<TestType>(conv_path::winograd, image(2, 4, 3, lanes, many, 3, 1, 0), 1, false);
  }
  index_t const uneven = 67 * lanes;  // a prime number of vectors: no equal slices
  REQUIRE(uneven > depth);
  REQUIRE_FALSE(tacit::detail::winograd_takes<TestType>(image(2, 8, 8, uneven, lanes, 3, 1, 1)));
}

TEMPLATE_TEST_CASE("Winograd's convolution is right where the weights fit no cache", "[conv]", float, double) {
  constexpr index_t depth = tacit::detail::tiling<TestType>::depth, many = 2 * depth, few = 64;
  static_assert(36 * many * few * sizeof(TestType) > tacit::detail::winograd_weights_in_cache);
  check<TestType>(conv_path::winograd, image(2, 5, 6, many, few, 3, 1, 1), 3);
  check<TestType>(conv_path::winograd, image(1, 4, 9, few, many, 3, 1, 2), 1, false);
  check<TestType>(conv_path::winograd, image(110, 1, 1, many, few, 3, 1, 1), 2);  // two turns of tiles

  conv_shape const alone = image(1, 5, 5, few, many, 3, 1, 1);  // an image's result does not depend on its company
  conv_shape among = alone;
  among.batch = 30;
  problem<TestType> one(alone), all(among);  // the same numbers, and more of them
  REQUIRE(std::equal(one.x.begin(), one.x.end(), all.x.begin()));
  one.run(conv_path::winograd, context(1), alone);
  all.run(conv_path::winograd, context(3), among);
  REQUIRE(std::equal(one.y.begin(), one.y.end(), all.y.begin()));
}

TEST_CASE("Winograd's error stays within 128 or 256 units of the largest result, and the choice within its range",
          "[conv]") {
  for (auto [side, channels, filters] :
       {std::array<index_t, 3>{32, 32, 32}, {14, 32, 64}, {7, 64, 128}, {8, 128, 128}, {8, 320, 128}}) {
    conv_shape const s = image(2, side, side, channels, filters, 3, 1, 1);
    REQUIRE(tacit::detail::choose_path<float>(s) == conv_path::winograd);
    problem<double> expected(s);
    problem<float> actual(s);
    define(s, expected, true);
    actual.run(conv_path::winograd, context(2), s);
    auto const relative = [](std::vector<float> const& a, std::vector<double> const& b) {
      double largest = 0;
      for (double v : b) largest = std::max(largest, std::abs(v));
      return distance(a, b) / largest;
    };
    double const bound = (channels > 256 ? 256 : 128) * std::numeric_limits<float>::epsilon();
    REQUIRE(relative(actual.y, expected.y) <= bound);
    REQUIRE(relative(actual.dx, expected.dx) <= bound);
    REQUIRE(relative(actual.dw, expected.dw) <= bound);
  }
  using tacit::detail::choose_path;
  REQUIRE(choose_path<float>(image(1, 32, 32, 32, 64, 3, 2, 1)) == conv_path::patches);  // stride
  REQUIRE(choose_path<float>(image(1, 32, 32, 32, 33, 3, 1, 1)) == conv_path::patches);  // no whole vectors
  REQUIRE(choose_path<float>(image(1, 5, 5, 32, 32, 3, 1, 1)) == conv_path::patches);    // mostly border
}

TEMPLATE_TEST_CASE("convolution across strips, blocks and slices of the depth", "[conv]", float, double) {
  check<TestType>(conv_path::automatic, image(2, 40, 41, 3, 5, 3, 1, 1), 2);    // several strips an image
  check<TestType>(conv_path::automatic, image(1, 3, 300, 2, 3, 3, 1, 1), 2);    // a row is more than a strip
  check<TestType>(conv_path::automatic, image(23, 4, 4, 5, 70, 3, 1, 1), 3);    // several images a block
  check<TestType>(conv_path::automatic, image(2, 5, 5, 100, 70, 3, 1, 1), 2);   // several slices of the depth
  check<TestType>(conv_path::automatic, image(2, 17, 15, 30, 33, 3, 2, 1), 2);  // threads, with a stride
  check<TestType>(conv_path::automatic, image(9, 28, 28, 1, 32, 3, 1, 1), 2);
  // as many filters as a panel has columns and no bias: dy serves as it is
  constexpr index_t panel = tacit::detail::tiling<TestType>::columns;
  check<TestType>(conv_path::automatic, image(9, 28, 27, 1, panel, 3, 1, 1), 2, false);
  check<TestType>(conv_path::patches, image(3, 5, 40, 5, panel, 3, 2, 1), 1, false);
}

TEMPLATE_TEST_CASE("convolution gives the same bits for any number of threads", "[conv][threads]", float, double) {
  for (conv_shape const& s :
       {image(9, 28, 28, 1, 32, 3, 1, 1), image(5, 14, 14, 32, 64, 3, 1, 1), image(6, 15, 15, 33, 40, 3, 2, 1),
        image(8, 12, 12, 32, 32, 3, 1, 1, 1, 32), image(7, 16, 16, 64, 32, 1), image(9, 8, 8, 128, 128, 3, 1, 1),
        image(3, 8, 8, 320, 128, 3, 1, 1)}) {
    problem<TestType> reference(s);
    reference.run(conv_path::automatic, context(1), s);
    for (int threads : {2, 3, 4, 7}) {
      problem<TestType> p(s);
      p.run(conv_path::automatic, context(threads), s);
      auto const same = [](std::vector<TestType> const& a, std::vector<TestType> const& b) {
        return std::memcmp(a.data(), b.data(), a.size() * sizeof(TestType)) == 0;
      };
      REQUIRE(same(p.y, reference.y));
      REQUIRE(same(p.dx, reference.dx));
      REQUIRE(same(p.dw, reference.dw));
      REQUIRE(same(p.dbias, reference.dbias));
    }
  }
}

TEST_CASE("convolution refuses shapes that make no sense, and takes an empty batch", "[conv]") {
  context const ctx(1);
  std::vector<float> v(1000);
  float* const p = v.data();
  auto const refused = [&](conv_shape const& s) {
    REQUIRE_THROWS_AS(tacit::conv2d_forward(ctx, s, p, p, nullptr, p), tacit::shape_error);
    REQUIRE_THROWS_AS(tacit::conv2d_backward_data(ctx, s, p, p, p), tacit::shape_error);
    REQUIRE_THROWS_AS(tacit::conv2d_backward_weights(ctx, s, p, p, p, nullptr), tacit::shape_error);
  };
  refused(image(1, 4, 4, 3, 4, 3, 1, 0, 1, 2));
  refused(image(1, 4, 4, 4, 3, 3, 1, 0, 1, 2));
  refused(image(1, 4, 4, 2, 2, 5));
  refused(image(1, 4, 4, 2, 2, 3, 1, 0, 2));
  refused(image(1, 4, 4, 2, 2, 3, 0));
  refused(image(1, 4, 4, 0, 2, 3));
  REQUIRE_NOTHROW(tacit::conv2d_forward(ctx, image(0, 4, 4, 2, 2, 3), p, p, nullptr, p));
}
