// softmax: rows against naive double loops, extreme logits, strides, gradients by central differences.
#include "tacit/kernel/softmax.hpp"

#include "elementwise_support.hpp"

namespace {

using support::index_t;

std::vector<double> naive_softmax(index_t rows, index_t columns, std::vector<double> const& z) {
  std::vector<double> p(z.size());
  for (index_t i = 0; i < rows; ++i) {
    auto const row = z.begin() + i * columns;
    double const largest = *std::max_element(row, row + columns);
    double total = 0;
    for (index_t j = 0; j < columns; ++j) total += std::exp(row[j] - largest);
    for (index_t j = 0; j < columns; ++j) p[std::size_t(i * columns + j)] = std::exp(row[j] - largest) / total;
  }
  return p;
}

std::vector<double> logarithm(std::vector<double> v) {
  for (double& e : v) e = std::log(e);
  return v;
}

template <class S>
tacit::matrix_view<S> matrix(index_t rows, std::vector<S>& v) {
  return {v.data(), {rows, index_t(v.size()) / rows}};
}
template <class S>
tacit::matrix_view<S const> matrix(index_t rows, std::vector<S> const& v) {
  return {v.data(), {rows, index_t(v.size()) / rows}};
}

}  // namespace

TEMPLATE_TEST_CASE("softmax and log_softmax equal naive loops", "[softmax]", float, double) {
  using S = TestType;
  tacit::context const ctx(2);
  double const close = sizeof(S) == 4 ? 2e-6 : 1e-14;
  for (index_t columns : {1, 2, 3, 7, 8, 9, 10, 15, 16, 17, 33, 100, 1000})
    for (index_t rows : {1, 3, 67}) {
      INFO(rows << " x " << columns);
      auto const z = support::numbers<S>(rows * columns, 1, 0, 3);
      std::vector<S> p(z.size()), l(z.size());
      tacit::softmax_rows(ctx, matrix(rows, z), matrix(rows, p));
      tacit::log_softmax_rows(ctx, matrix(rows, z), matrix(rows, l));
      auto const expected = naive_softmax(rows, columns, support::widened(z));
      CHECK(support::difference(p, expected) < close);
      CHECK(support::difference(l, logarithm(expected)) < close);
    }
}

TEMPLATE_TEST_CASE("softmax reads and writes any strides, also in place", "[softmax]", float, double) {
  using S = TestType;
  tacit::context const ctx(2);
  index_t const rows = 9, columns = 21;
  auto const z = support::numbers<S>(rows * columns, 1, 0, 3);
  std::vector<S> dense(z.size()), turned(z.size());
  tacit::softmax_rows(ctx, matrix(rows, z), matrix(rows, dense));
  tacit::matrix_view<S> const by_column(turned.data(), {rows, columns}, {1, rows});
  for (index_t i = 0; i < rows; ++i)
    for (index_t j = 0; j < columns; ++j) by_column(i, j) = z[std::size_t(i * columns + j)];
  tacit::softmax_rows(ctx, by_column, by_column);
  for (index_t i = 0; i < rows; ++i)
    for (index_t j = 0; j < columns; ++j) REQUIRE(by_column(i, j) == dense[std::size_t(i * columns + j)]);

  auto in_place = z;
  tacit::softmax_rows(ctx, matrix(rows, in_place), matrix(rows, in_place));
  CHECK(support::same_bits(in_place, dense));

  std::vector<S> const dp = support::numbers<S>(rows * columns, 2);
  std::vector<S> dz(z.size()), turned_dz(z.size());
  tacit::softmax_rows_backward(ctx, matrix(rows, dense), matrix(rows, dp), matrix(rows, dz));
  tacit::matrix_view<S> const gradient(turned_dz.data(), {rows, columns}, {1, rows});
  tacit::softmax_rows_backward(ctx, by_column, matrix(rows, dp), gradient);
  for (index_t i = 0; i < rows; ++i)
    for (index_t j = 0; j < columns; ++j) REQUIRE(gradient(i, j) == dz[std::size_t(i * columns + j)]);
}

TEMPLATE_TEST_CASE("a row's softmax has the same bits wherever the row lies", "[softmax]", float, double) {
  using S = TestType;
  tacit::context const ctx(2);
  using function = void (*)(tacit::context const&, tacit::matrix_view<S const>, tacit::matrix_view<S>);
  for (function f : {&tacit::softmax_rows<S>, &tacit::log_softmax_rows<S>})
    for (index_t columns = 1; columns <= 40; ++columns) {
      INFO(columns << " columns");
      index_t const rows = 37, step = columns + 3;
      auto const z = support::numbers<S>(rows * columns, 1, 0, 3);
      std::vector<S> dense(z.size());
      f(ctx, matrix(rows, z), matrix(rows, dense));

      auto in_place = z;  // each row a matrix of its own
      for (index_t i = 0; i < rows; ++i) {
        tacit::matrix_view<S> const row(in_place.data() + i * columns, {1, columns});
        f(ctx, row, row);
      }
      CHECK(support::same_bits(in_place, dense));

      std::vector<S> apart(std::size_t(rows * step), S(7));  // rows with gaps, which stay as they are
      tacit::matrix_view<S> const gaps(apart.data(), {rows, columns}, {step, 1});
      for (index_t i = 0; i < rows; ++i)
        for (index_t j = 0; j < columns; ++j) gaps(i, j) = z[std::size_t(i * columns + j)];
      f(ctx, gaps, gaps);
      for (index_t i = 0; i < rows; ++i)
        for (index_t j = 0; j < step; ++j)
          REQUIRE(apart[std::size_t(i * step + j)] == (j < columns ? dense[std::size_t(i * columns + j)] : S(7)));
    }
}

TEMPLATE_TEST_CASE("softmax of logits of 1e4 is finite, exact where one logit wins, and NaN where one is", "[softmax]",
                   float, double) {
  using S = TestType;
  tacit::context const ctx(1);
  std::vector<S> const z{S(1e4), S(-1e4), 0, S(-1e4), S(-1e4), S(-1e4), S(1e4), S(1e4), S(-1e4)};
  std::vector<S> p(9), l(9);
  tacit::softmax_rows(ctx, matrix(3, z), matrix(3, p));
  tacit::log_softmax_rows(ctx, matrix(3, z), matrix(3, l));
  CHECK(p == std::vector<S>{1, 0, 0, S(1) / 3, S(1) / 3, S(1) / 3, S(0.5), S(0.5), 0});
  CHECK((l[0] == 0 && l[1] == S(-2e4) && l[2] == S(-1e4)));
  CHECK(l[8] == Approx(-2e4 - std::log(2.0)));
  S const infinity = std::numeric_limits<S>::infinity();
  std::vector<S> masked{0, -infinity, 0};
  tacit::softmax_rows(ctx, matrix(1, masked), matrix(1, masked));
  CHECK(masked == std::vector<S>{S(0.5), 0, S(0.5)});
  std::vector<S> undefined{0, std::numeric_limits<S>::quiet_NaN(), 0};
  tacit::softmax_rows(ctx, matrix(1, undefined), matrix(1, undefined));
  for (S v : undefined) CHECK(std::isnan(v));
  std::vector<S> nothing;
  tacit::softmax_rows(ctx, tacit::matrix_view<S>(nothing.data(), {3, 0}),
                      tacit::matrix_view<S>(nothing.data(), {3, 0}));
}

TEST_CASE("softmax gradients equal central differences", "[softmax]") {
  tacit::context const ctx(2);
  for (index_t columns : {1, 5, 10, 17, 30}) {
    index_t const rows = 3;
    auto const z = support::numbers<double>(rows * columns, 1), up = support::numbers<double>(rows * columns, 2);
    auto const p = naive_softmax(rows, columns, z), l = logarithm(p);
    auto dz = up;
    tacit::softmax_rows_backward(ctx, matrix(rows, p), matrix(rows, dz), matrix(rows, dz));
    CHECK(support::difference(
              dz, support::numeric_gradient(
                      [&](auto const& v) { return support::inner(naive_softmax(rows, columns, v), up); }, z)) < 1e-8);
    dz = up;
    tacit::log_softmax_rows_backward(ctx, matrix(rows, l), matrix(rows, dz), matrix(rows, dz));
    CHECK(support::difference(
              dz, support::numeric_gradient(
                      [&](auto const& v) { return support::inner(logarithm(naive_softmax(rows, columns, v)), up); },
                      z)) < 1e-8);
  }
}

TEMPLATE_TEST_CASE("softmax gives the same bits for any number of threads", "[softmax]", float, double) {
  using S = TestType;
  auto const z = support::numbers<S>(7001 * 10, 1);
  support::require_same_for_any_threads([&](tacit::context const& ctx) {
    std::vector<S> p(z.size());
    tacit::softmax_rows(ctx, matrix(7001, z), matrix(7001, p));
    return p;
  });
}

TEST_CASE("softmax refuses an output of another shape", "[softmax]") {
  tacit::context const ctx(1);
  std::vector<float> const z(6);
  std::vector<float> p(6);
  CHECK_THROWS_AS(tacit::softmax_rows(ctx, matrix(2, z), matrix(3, p)), tacit::shape_error);
}
