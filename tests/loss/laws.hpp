// What every loss must satisfy, whatever its formula: gradients equal to central differences, the same value for any
// strides and scalar, weights as factors, 0 for no rows, errors that name the place.
#pragma once

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "tacit/kernel/random.hpp"
#include "tacit/loss/softmax.hpp"
#include "tacit/tensor/standard.hpp"
#include "tacit/tensor/tensor.hpp"

namespace loss_laws {

using tacit::index_t;
using tacit::into;
using tacit::nowhere;
using matrix = tacit::tensor<double, 2>;

inline constexpr index_t rows = 5, classes = 7;

inline matrix random_logits(std::uint64_t seed, index_t n = rows, index_t c = classes) {
  matrix z({n, c});
  tacit::random_stream random(seed, tacit::purpose::user);
  for (double& x : z) x = 2 * random.normal();
  return z;
}
inline matrix random_probabilities(std::uint64_t seed) { return tacit::softmax(random_logits(seed)); }
inline std::vector<int> some_labels() { return {3, 0, 6, 3, 1}; }
inline std::vector<double> some_weights() { return {1, 0, 0.25, 2, 0.5}; }

/// d f / d x_i by central differences of fourth order, against the gradient.
template <class X, class F>
void require_gradient(X x, X const& gradient, F const& f) {
  auto const n = static_cast<std::size_t>(std::distance(x.begin(), x.end()));
  for (std::size_t i = 0; i < n; ++i) {
    double const kept = x.data()[i], h = 1e-5;
    auto const difference = [&](double step) {
      x.data()[i] = kept + step;
      double const above = f(x);
      x.data()[i] = kept - step;
      double const below = f(x);
      x.data()[i] = kept;
      return (above - below) / (2 * step);
    };
    CAPTURE(i);
    REQUIRE(gradient.data()[i] == Approx((4 * difference(h) - difference(2 * h)) / 3).epsilon(1e-6).margin(1e-9));
  }
}

/// The same elements, columns contiguous.
class by_columns {
 public:
  explicit by_columns(matrix const& m) : elements_({m.extent(1), m.extent(0)}) {
    for (index_t i = 0; i < m.extent(0); ++i)
      for (index_t j = 0; j < m.extent(1); ++j) elements_(j, i) = m(i, j);
  }
  tacit::matrix_view<double> view() { return elements_.view().transposed(); }

 private:
  matrix elements_;
};

/// Equal up to rounding: compilers fuse products and sums of strided and dense loops in their own ways.
inline Approx same(double value) { return Approx(value).epsilon(1e-13).margin(1e-15); }

inline void require_equal(matrix const& a, tacit::matrix_view<double const> b) {
  for (index_t i = 0; i < a.extent(0); ++i)
    for (index_t j = 0; j < a.extent(1); ++j) REQUIRE(a(i, j) == same(b(i, j)));
}

inline tacit::tensor<float, 2> to_float(matrix const& m) {
  tacit::tensor<float, 2> f(m.extents());
  std::copy(m.begin(), m.end(), f.begin());
  return f;
}

template <class Call>
std::string message_of(Call const& call) {
  try {
    call();
  } catch (tacit::error const& e) {
    return e.what();
  }
  return "no exception";
}

/// Losses of one matrix: loss(z, gz).
template <class Loss>
void single_laws(Loss const& loss) {
  matrix const z = random_logits(1);
  matrix g(z.extents());
  double const value = loss(z, into(g));
  REQUIRE(loss(z) == same(value));
  require_gradient(z, g, loss);

  by_columns strided_z(z), strided_g(matrix(z.extents()));
  REQUIRE(loss(strided_z.view(), into(strided_g.view())) == same(value));
  require_equal(g, strided_g.view());
  REQUIRE(loss(to_float(z)) == Approx(value).epsilon(1e-5));

  matrix const none({0, classes});
  REQUIRE(loss(none) == 0.0);
  matrix narrow({rows, classes - 1});
  REQUIRE_THROWS_AS(loss(z, into(narrow)), tacit::shape_error);
}

/// Losses of logits and labels: loss(z, y, gz), loss(z, y, w, gz, gw).
template <class Loss>
void label_laws(Loss const& loss) {
  matrix const z = random_logits(2);
  auto const y = some_labels();
  matrix g(z.extents());
  double const value = loss(z, y, into(g));
  require_gradient(z, g, [&](matrix const& x) { return loss(x, y); });

  by_columns strided_z(z), strided_g(matrix(z.extents()));
  REQUIRE(loss(strided_z.view(), y, into(strided_g.view())) == same(value));
  require_equal(g, strided_g.view());
  std::vector<unsigned char> const bytes(y.begin(), y.end());
  REQUIRE(loss(z, bytes) == value);
  REQUIRE(loss(to_float(z), y) == Approx(value).epsilon(1e-5));

  auto const w = some_weights();
  std::vector<double> gw(w.size());
  double const weighted = loss(z, y, w, into(g), into(gw));
  REQUIRE(loss(z, y, w) == same(weighted));
  require_gradient(z, g, [&](matrix const& x) { return loss(x, y, w); });
  require_gradient(w, gw, [&](std::vector<double> const& x) { return loss(z, y, x); });
  for (index_t c = 0; c < classes; ++c) REQUIRE(g(1, c) == 0.0);
  REQUIRE(loss(z, y, std::vector<double>(rows), into(g)) == 0.0);
  for (double x : g) REQUIRE(x == 0.0);

  REQUIRE(loss(matrix({0, classes}), std::vector<int>{}) == 0.0);
  for (int wrong : {-1, static_cast<int>(classes)}) {
    auto bad = y;
    bad[3] = wrong;
    matrix const before = g;
    auto const message = message_of([&] { loss(z, bad, into(g)); });
    REQUIRE_THAT(message, Catch::Contains("label of row 3: expected 0 .. 6, got " + std::to_string(wrong)));
    require_equal(before, g);
  }
  REQUIRE_THAT(message_of([&] { loss(z, std::vector<int>{1, 2}); }), Catch::Contains("labels: expected 5, got 2"));
  REQUIRE_THAT(message_of([&] { loss(z, y, std::vector<double>{1}); }), Catch::Contains("weights: expected 5, got 1"));
  matrix narrow({rows, classes - 1});
  REQUIRE_THAT(message_of([&] { loss(z, y, into(narrow)); }), Catch::Contains("expected 5x7, got 5x6"));
}

/// Losses of two matrices: loss(z, t, gz, gt), loss(z, t, w, gz, gt, gw).
template <class Loss>
void pair_laws(Loss const& loss, matrix const& target) {
  matrix const z = random_logits(3);
  matrix gz(z.extents()), gt(z.extents());
  double const value = loss(z, target, into(gz), into(gt));
  REQUIRE(loss(z, target) == same(value));  // without gradients the compiler may contract sums elsewhere
  require_gradient(z, gz, [&](matrix const& x) { return loss(x, target); });
  require_gradient(target, gt, [&](matrix const& x) { return loss(z, x); });
  matrix only(z.extents());
  loss(z, target, nowhere, into(only));
  require_equal(gt, only.view());

  by_columns strided_z(z), strided_t(target), strided_gz(matrix(z.extents())), strided_gt(matrix(z.extents()));
  REQUIRE(loss(strided_z.view(), strided_t.view(), into(strided_gz.view()), into(strided_gt.view())) == same(value));
  require_equal(gz, strided_gz.view());
  require_equal(gt, strided_gt.view());
  REQUIRE(loss(to_float(z), to_float(target)) == Approx(value).epsilon(1e-5));

  auto const w = some_weights();
  std::vector<double> gw(w.size());
  REQUIRE(loss(z, target, w, into(gz), into(gt), into(gw)) == same(loss(z, target, w)));
  require_gradient(z, gz, [&](matrix const& x) { return loss(x, target, w); });
  require_gradient(target, gt, [&](matrix const& x) { return loss(z, x, w); });
  require_gradient(w, gw, [&](std::vector<double> const& x) { return loss(z, target, x); });
  REQUIRE(loss(z, target, std::vector<double>(rows), into(gz)) == 0.0);
  for (double x : gz) REQUIRE(x == 0.0);

  REQUIRE(loss(matrix({0, classes}), matrix({0, classes})) == 0.0);
  REQUIRE_THAT(message_of([&] {
                 loss(z, matrix({rows, classes + 1}));
               }),
               Catch::Contains("target: expected 5x7, got 5x8"));
}

/// Rows of equal, tied and far apart logits.
inline matrix extreme_logits() {
  return matrix({5, 4}, {0,    0,    0,    0,    //
                         1e4,  1e4,  1e4,  1e4,  //
                         -1e4, 1e4,  0,    1e4,  //
                         -1e4, -1e4, -1e4, 0,    //
                         1e4,  -1e4, 3,    -2});
}

inline void require_finite(matrix const& m) {
  for (double x : m) REQUIRE(std::isfinite(x));
}

}  // namespace loss_laws
