// gemm: every path, by name, against a plain loop in double, at sizes around every edge of the tiles.
#include "tacit/kernel/gemm.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

namespace {

using tacit::context;
using tacit::index_t;
using tacit::matrix_view;
using tacit::detail::gemm_path;

enum class order { rows, columns, neither };  // which index is contiguous

/// A matrix with margins around it that must stay as they are.
template <class S>
struct framed {
  std::vector<S> data;
  matrix_view<S> view;
  framed(index_t rows, index_t columns, order o, std::uint64_t key) {
    index_t const margin = 5;
    std::array<index_t, 2> strides{columns + margin, 1};
    if (o == order::columns) strides = {1, rows + margin};
    if (o == order::neither) strides = {3 * columns + margin, 3};
    index_t const size = rows * strides[0] + columns * strides[1] + 2 * margin;
    data.resize(static_cast<std::size_t>(size));
    for (std::size_t i = 0; i < data.size(); ++i)
      data[i] = static_cast<S>(static_cast<double>((i * 2654435761u + key * 40503u) % 2001) / 1000.0 - 1.0);
    view = matrix_view<S>(data.data() + margin, {rows, columns}, strides);
  }
};

struct problem {
  index_t m, n, k;
  order a = order::rows, b = order::rows, c = order::rows;
  double alpha = 1, beta = 0;
  bool bias = false;
};

/// Runs one problem by one path, and compares all of the memory of C with what it must be.
template <class S>
void check(gemm_path path, problem const& p, int threads) {
  framed<S> const a(p.m, p.k, p.a, 1), b(p.k, p.n, p.b, 2);
  framed<S> c(p.m, p.n, p.c, 3);
  framed<S> const bias(1, p.n, order::rows, 4);
  if (p.beta == 0)  // must not be read
    for (index_t i = 0; i < p.m; ++i)
      for (index_t j = 0; j < p.n; ++j) c.view(i, j) = std::numeric_limits<S>::quiet_NaN();
  framed<S> expected = c;
  expected.view = matrix_view<S>(expected.data.data() + 5, c.view.extents(), c.view.strides());
  S const* const row = p.bias ? bias.view.data() : nullptr;
  for (index_t i = 0; i < p.m; ++i)
    for (index_t j = 0; j < p.n; ++j) {
      long double sum = 0;
      for (index_t k = 0; k < p.k; ++k)
        sum += static_cast<long double>(a.view(i, k)) * static_cast<long double>(b.view(k, j));
      sum *= p.alpha;
      if (p.beta != 0) sum += p.beta * static_cast<long double>(c.view(i, j));
      expected.view(i, j) = static_cast<S>(sum + (row ? static_cast<long double>(row[j]) : 0.0L));
    }
  context const ctx(threads);
  tacit::detail::gemm_by<S>(path, ctx, a.view, b.view, c.view, {static_cast<S>(p.alpha), static_cast<S>(p.beta), row});
  double const tolerance = std::numeric_limits<S>::epsilon() * (4.0 + 4.0 * static_cast<double>(p.k));
  double worst = 0;
  for (std::size_t i = 0; i < c.data.size(); ++i) {
    double const difference = std::abs(static_cast<double>(c.data[i]) - static_cast<double>(expected.data[i]));
    if (!(difference <= worst)) worst = difference;  // also takes a NaN
  }
  INFO("m " << p.m << " n " << p.n << " k " << p.k << " orders " << int(p.a) << int(p.b) << int(p.c) << " alpha "
            << p.alpha << " beta " << p.beta << " path " << int(path) << " threads " << threads);
  REQUIRE(worst <= tolerance);
}

std::vector<index_t> edges(index_t tile) { return {1, 2, 3, tile - 1, tile, tile + 1, 2 * tile + 5}; }

}  // namespace

TEMPLATE_TEST_CASE("gemm is right at every edge of the tile, on every path", "[gemm]", float, double) {
  using tile = tacit::detail::tiling<TestType>;
  for (gemm_path path : {gemm_path::in_place, gemm_path::packed, gemm_path::split, gemm_path::automatic})
    for (index_t m : edges(tile::rows))
      for (index_t n : edges(tile::columns))
        for (index_t k : {index_t{1}, index_t{7}, index_t{40}}) check<TestType>(path, {m, n, k}, 1);
}

TEMPLATE_TEST_CASE("gemm by dot products is right for any depth", "[gemm]", float, double) {
  for (gemm_path path : {gemm_path::dots, gemm_path::automatic})
    for (index_t k : {1, 2, 8, 15, 16, 17, 40, 300})
      for (double beta : {0.0, 0.25})
        for (bool bias : {false, true}) {
          check<TestType>(path, {9, 4, k, order::rows, order::columns, order::rows, -0.5, beta, bias}, 1);
          check<TestType>(path, {2, 37, k, order::rows, order::columns, order::neither, 1.0, beta, bias}, 1);
        }
}

TEMPLATE_TEST_CASE("gemm takes every combination of orders, scales and bias", "[gemm]", float, double) {
  using tile = tacit::detail::tiling<TestType>;
  order const orders[] = {order::rows, order::columns, order::neither};
  for (gemm_path path : {gemm_path::in_place, gemm_path::packed, gemm_path::split})
    for (order a : orders)
      for (order b : orders)
        for (order c : orders)
          for (double alpha : {1.0, -0.5})
            for (double beta : {0.0, 1.0, 0.25})
              for (bool bias : {false, true}) {
                check<TestType>(path, {tile::rows + 3, tile::columns + 5, 37, a, b, c, alpha, beta, bias}, 1);
                check<TestType>(path, {2 * tile::rows + 1, 2, 19, a, b, c, alpha, beta, bias}, 2);
              }
}

TEMPLATE_TEST_CASE("gemm is right across slices of the depth and blocks of C", "[gemm]", float, double) {
  using tile = tacit::detail::tiling<TestType>;
  for (order a : {order::rows, order::columns})
    for (int threads : {1, 3}) {
      check<TestType>(gemm_path::packed, {9, 11, tile::depth + 1, a}, threads);
      check<TestType>(gemm_path::in_place, {9, 11, tile::depth + 1, a}, threads);
      check<TestType>(gemm_path::in_place,
                      {9, 2 * tile::columns, 2 * tile::depth + 9, a, order::rows, order::rows, 0.5, 2.0, true},
                      threads);
      check<TestType>(gemm_path::packed, {9 * tile::rows + 2, 9 * tile::columns + 3, 2 * tile::depth + 9, a}, threads);
      check<TestType>(gemm_path::split, {tile::rows + 2, tile::columns + 3, 7 * tile::depth + 9, a}, threads);
      check<TestType>(gemm_path::automatic, {32, 32, 20 * tile::depth, a}, threads);
      check<TestType>(gemm_path::automatic, {70 * tile::rows, 33, 35, a}, threads);
    }
}

TEMPLATE_TEST_CASE("gemm packs B in turns when it is too wide for one", "[gemm]", float, double) {
  index_t const depth = 3000 * 4 / static_cast<index_t>(sizeof(TestType));
  check<TestType>(gemm_path::packed, {3, 2900, depth}, 2);
}

TEMPLATE_TEST_CASE("gemm with nothing to add still scales C", "[gemm]", float, double) {
  for (gemm_path path : {gemm_path::automatic, gemm_path::in_place, gemm_path::packed, gemm_path::split}) {
    check<TestType>(path, {5, 6, 0, order::rows, order::rows, order::rows, 1.0, 0.5, true}, 1);
    check<TestType>(path, {5, 6, 0}, 1);
    check<TestType>(path, {0, 6, 3}, 1);
    check<TestType>(path, {5, 0, 3}, 1);
  }
}

TEMPLATE_TEST_CASE("gemm gives the same bits for any number of threads", "[gemm][threads]", float, double) {
  struct {
    gemm_path path;
    index_t m, n, k;
  } const cases[] = {{gemm_path::packed, 300, 70, 400},    {gemm_path::packed, 20, 900, 100},
                     {gemm_path::split, 30, 40, 4000},     {gemm_path::automatic, 32, 288, 9000},
                     {gemm_path::automatic, 128, 10, 777}, {gemm_path::automatic, 257, 255, 129},
                     {gemm_path::packed, 1000, 600, 300}};
  for (auto const& p : cases) {
    framed<TestType> const a(p.m, p.k, order::rows, 1), b(p.k, p.n, order::columns, 2);
    std::vector<TestType> reference;
    for (int threads : {1, 2, 3, 4, 7}) {
      context const ctx(threads);
      framed<TestType> c(p.m, p.n, order::rows, 3);
      tacit::detail::gemm_by<TestType>(p.path, ctx, a.view, b.view, c.view, {TestType(0.5), TestType(2), nullptr});
      if (threads == 1) reference = c.data;
      REQUIRE(std::memcmp(reference.data(), c.data.data(), reference.size() * sizeof(TestType)) == 0);
    }
  }
}

TEMPLATE_TEST_CASE("a product in place has the bits of the packed one", "[gemm]", float, double) {
  using tile = tacit::detail::tiling<TestType>;
  for (order o : {order::rows, order::columns, order::neither})
    for (index_t n : {tile::columns, tile::columns + 3, index_t{2}})
      for (index_t k : {index_t{19}, 2 * tile::depth + 9}) {
        framed<TestType> const a(2 * tile::rows + 3, k, o, 1), b(k, n, o, 2);
        framed<TestType> in_place(2 * tile::rows + 3, n, order::rows, 3), packed = in_place;
        packed.view = matrix_view<TestType>(packed.data.data() + 5, in_place.view.extents(), in_place.view.strides());
        tacit::detail::epilogue<TestType> const finish{TestType(0.5), TestType(2), nullptr};
        tacit::detail::gemm_by<TestType>(gemm_path::in_place, context(1), a.view, b.view, in_place.view, finish);
        tacit::detail::gemm_by<TestType>(gemm_path::packed, context(1), a.view, b.view, packed.view, finish);
        REQUIRE(std::memcmp(packed.data.data(), in_place.data.data(), packed.data.size() * sizeof(TestType)) == 0);
      }
}

TEMPLATE_TEST_CASE("blocks of a product cover its rows, each once, and are enough for every thread", "[gemm][threads]",
                   float, double) {
  index_t const height = tacit::detail::tiling<TestType>::rows;
  for (index_t rows : {1, 13, 14, 15, 56, 57, 200, 1024, 65536})
    for (index_t columns : {1, 32, 600, 5000})
      for (int threads : {1, 2, 7, 64}) {
        tacit::detail::product_cut<TestType> const cut({rows, columns, 100}, threads);
        CAPTURE(rows, columns, threads, cut.down);
        CHECK(cut.first_row(0) == 0);
        CHECK(cut.first_row(cut.down) == rows);
        for (index_t b = 0; b < cut.down; ++b) {
          index_t const block_rows = cut.first_row(b + 1) - cut.first_row(b);
          REQUIRE(block_rows > 0);
          REQUIRE(block_rows <= 16 * height);
          REQUIRE((cut.down == 1 || block_rows > 3 * height));
        }
        index_t const blocks = cut.down * ((columns + cut.columns - 1) / cut.columns);
        CHECK((blocks >= 8 * threads || (cut.down + 1) * 4 * height > rows));
      }
}

TEST_CASE("gemm refuses extents that do not fit", "[gemm]") {
  context const ctx(1);
  std::vector<float> x(100);
  auto const matrix = [&](index_t rows, index_t columns) { return matrix_view<float>(x.data(), {rows, columns}); };
  REQUIRE_THROWS_AS(tacit::gemm(ctx, 1.0f, matrix(2, 3), matrix(4, 5), 0.0f, matrix(2, 5)), tacit::shape_error);
  REQUIRE_THROWS_AS(tacit::gemm(ctx, 1.0f, matrix(2, 3), matrix(3, 5), 0.0f, matrix(3, 5)), tacit::shape_error);
  REQUIRE_THROWS_AS(tacit::gemm(ctx, 1.0f, matrix(2, 3), matrix(3, 5), 0.0f, matrix(2, 4)), tacit::shape_error);
}
